/**
 * The demo's entry. Starts the product (Pennywort), connects Docent to it the way a customer would,
 * and adds the corner panel, which is the only part that knows this is a demo.
 */
import { applyTheme } from "./app/theme.js";
import { go, refresh, startRouter } from "./app/router.js";
import { routes } from "./app/routes.js";
import { mountShell, showPerson } from "./app/shell.js";
import { connect } from "./app/analytics.js";
import { currentPerson, loadPeople, settle } from "./app/people.js";
import { mountPanel } from "./panel/panel.js";

applyTheme();
await loadPeople();

// Before anything is said to Docent, so that the panel hears of all of it.
mountPanel(document.getElementById("demo-panel"), {
  onSwitch() {
    showPerson();
    refresh();
  },
});

const { facts } = currentPerson();
connect({ navigate: go, facts });
settle();

startRouter(mountShell(document.getElementById("app")), routes);
