/** For paths that lead nowhere. */
import { heading, linkButton } from "../components.js";

export const notFound = () => ({
  title: "Not found",
  main: [
    heading("There is no such page", {
      lead: "It may have been moved, or the address has a slip in it.",
      actions: [linkButton("Back home", "/")],
    }),
  ],
});
