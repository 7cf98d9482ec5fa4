// The tools for developers: `docent.debug` and `docent.preview`.
export { debug } from "./overlay";
export { preview } from "./preview";
