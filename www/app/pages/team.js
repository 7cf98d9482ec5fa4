/** Who works here, and asking others in. */
import { h } from "../dom.js";
import { badge, button, card, field, heading, select, table } from "../components.js";
import { initials, plural } from "../format.js";
import { allMembers, inviteMember } from "../ledger.js";
import { track } from "../analytics.js";
import { notify } from "../notices.js";
import { refresh } from "../router.js";

const roles = ["Viewer", "Editor", "Accountant", "Admin"];

export const team = () => ({
  title: "Team",
  section: "Team",
  main: [
    heading("Team", { lead: `${plural(allMembers().length, "person", "people")} besides you` }),
    h(
      "div",
      { class: "columns" },
      card("Members", { class: "card-list grow" }, members()),
      h("div", { class: "side" }, card("Invite someone", {}, form())),
    ),
  ],
});

const members = () =>
  table(
    "Members",
    [{ label: "Name" }, { label: "Role", class: "wide-only" }, { label: "State" }],
    allMembers().map(({ name, email, role, state }) =>
      h(
        "tr",
        { "data-test": "member" },
        h(
          "th",
          { scope: "row" },
          h(
            "span",
            { class: "person" },
            h("span", { class: "avatar avatar-soft", "aria-hidden": "true" }, initials(name)),
            h("span", null, name, h("span", { class: "under" }, email)),
          ),
        ),
        h("td", { class: "wide-only" }, role),
        h("td", null, badge(state)),
      ),
    ),
    { class: "table" },
  );

function form() {
  const email = h("input", {
    type: "email",
    name: "email",
    required: true,
    autocomplete: "off",
    placeholder: "name@example.com",
    "data-test": "invite-email",
  });
  const role = select({ name: "role" }, roles, "Editor");
  return h(
    "form",
    { class: "fields fields-one", on: { submit } },
    field("E-mail", email),
    field("Role", role, {
      hint: "Viewers read, editors write invoices, accountants see the tax reports too.",
    }),
    button("Send invitation", { kind: "primary", symbol: "plus", type: "submit", "data-test": "invite" }),
  );

  function submit(event) {
    event.preventDefault();
    inviteMember({ name: nameFrom(email.value), email: email.value, role: role.value });
    track("Member invited", { role: role.value.toLowerCase() });
    notify(`Invitation sent to ${email.value}.`);
    refresh();
  }
}

/** Until they have signed in, the front of the address has to do for a name. */
function nameFrom(email) {
  const front = email.split("@")[0].replace(/[._-]+/g, " ");
  return front.charAt(0).toUpperCase() + front.slice(1);
}
