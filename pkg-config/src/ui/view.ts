// What the core shows: the shape of a view, as src/core/experience/view.rs builds it.

/** A text with inline marks. */
export type Inline = string | Record<string, string> | Inline[];
/** A paragraph, or an object with one key that says what it is. */
export type Block = string | Record<string, unknown>;

export interface Button {
  label: string;
  /** The index of an action, `submit`, `back` or `close`; of an item, its index, a dot, and that. */
  press: number | string;
  style: "primary" | "secondary" | "link";
}

export interface Question {
  id: string;
  title: string;
  type: string;
  options: { value: string; label?: string }[];
  other?: string | boolean;
  min?: number;
  max?: number;
  low: string;
  high: string;
  placeholder: string;
  required?: boolean;
  answer: unknown;
  error?: string | null;
}

/** A task, a spot, or what a launcher opens. */
export interface Item {
  title: string;
  body: Block[];
  buttons: Button[];
  done: boolean;
  url: string;
  target?: string | string[];
  placement?: string;
  type?: string;
  on?: string;
}

/** Design tokens by name; those under `dark` where the scheme is. */
export type Theme = Record<string, unknown>;

export interface View {
  run: string;
  experience: string;
  surface: "modal" | "slideout" | "tooltip" | "banner" | "inline" | "checklist" | "spotlight" | "launcher";
  name: string;
  title: string;
  body: Block[];
  buttons: Button[];
  progress?: [number, number];
  dismissible?: boolean;
  position?: string;
  placement?: string;
  target?: string | string[];
  wait?: number;
  driven?: boolean;
  question?: Question;
  layout?: string;
  items: Item[];
  open?: boolean;
  label?: string;
  /** The guidebook's design tokens, and the experience's own. */
  base?: Theme;
  theme?: Theme;
  /** The language of the texts, where the guidebook has them in it. */
  lang?: string;
  /** Translations into it, by what is said; by plural category where they go by a number. */
  words?: Record<string, string | Record<string, string>>;
}
