/** What the visitor tells about themselves and their company; Docent is told too. */
import { h } from "../dom.js";
import { button, card, field, heading, select } from "../components.js";
import { company, profile, saveCompany, saveProfile } from "../ledger.js";
import { group, set } from "../analytics.js";
import { notify } from "../notices.js";
import { currentPerson } from "../people.js";

export const settings = () => ({
  title: "Settings",
  section: "Settings",
  main: [
    heading("Settings", { lead: "What Pennywort should know about you and your company." }),
    h(
      "div",
      { class: "stack settings" },
      card("Profile", {}, profileForm()),
      card("Company", {}, companyForm()),
    ),
  ],
});

function profileForm() {
  const saved = profile();
  const name = h("input", { name: "name", autocomplete: "name", value: saved.name });
  const email = h("input", { type: "email", name: "email", autocomplete: "email", value: saved.email });
  const title = h("input", { name: "job-title", autocomplete: "organization-title", value: saved.job_title });
  const digest = h("input", { type: "checkbox", name: "digest", checked: saved.digest });
  return h(
    "form",
    { class: "fields", "data-test": "profile-form", on: { submit } },
    field("Name", name),
    field("E-mail", email),
    field("Job title", title),
    h("label", { class: "check" }, digest, "Send me a digest on Mondays"),
    h(
      "div",
      { class: "form-end" },
      button("Save profile", { kind: "primary", type: "submit", "data-test": "save-profile" }),
    ),
  );

  function submit(event) {
    event.preventDefault();
    const details = { name: name.value, email: email.value, job_title: title.value, digest: digest.checked };
    saveProfile(details);
    set(details);
    notify("Profile saved.");
  }
}

function companyForm() {
  const saved = company();
  const name = h("input", {
    name: "company",
    autocomplete: "organization",
    required: true,
    value: saved.name,
  });
  const size = select({ name: "size" }, ["1", "2–10", "11–50", "51–500", "more than 500"], saved.size);
  const vat = h("input", { name: "vat", autocomplete: "off", value: saved.vat, placeholder: "EU000000000" });
  const terms = select(
    { name: "terms" },
    [7, 14, 21, 30].map((days) => ({ value: days, label: `${days} days` })),
    Number(saved.terms),
  );
  return h(
    "form",
    { class: "fields", "data-test": "company-form", on: { submit } },
    field("Company name", name),
    field("People", size),
    field("VAT number", vat),
    field("Usual payment terms", terms),
    h(
      "div",
      { class: "form-end" },
      button("Save company", { kind: "primary", type: "submit", "data-test": "save-company" }),
    ),
  );

  function submit(event) {
    event.preventDefault();
    saveCompany({ name: name.value, size: size.value, vat: vat.value, terms: Number(terms.value) });
    group(currentPerson().company?.id ?? "c-visitor", { name: name.value, size: size.value });
    notify("Company saved.");
  }
}
