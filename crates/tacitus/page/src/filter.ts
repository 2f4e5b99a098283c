// The filter language as the page needs it: parting a question into terms and putting it together again.
// Whether a term makes sense is the server's to say.

export interface Token {
  turned: boolean;
  /** Empty for words that are looked up in the text. */
  key: string;
  value: string;
}

function words(text: string): { word: string; quoted: boolean }[] {
  const found: { word: string; quoted: boolean }[] = [];
  let word = "";
  let inside = false;
  let quoted = false;
  for (const sign of text) {
    if (sign === '"') {
      if (!word && !inside) quoted = true;
      inside = !inside;
    } else if (/\s/.test(sign) && !inside) {
      if (word) found.push({ word, quoted });
      word = "";
      quoted = false;
    } else word += sign;
  }
  if (word) found.push({ word, quoted });
  return found;
}

export function parse(text: string): Token[] {
  return words(text).map(({ word, quoted }) => {
    if (quoted) return { turned: false, key: "", value: word };
    const turned = /^[-~]./.test(word);
    const rest = turned ? word.slice(1) : word;
    const colon = rest.indexOf(":");
    const key = colon > 0 ? rest.slice(0, colon) : "";
    if (!key || /\s/.test(key)) return { turned, key: "", value: rest };
    return { turned, key: key.toLowerCase(), value: rest.slice(colon + 1) };
  });
}

function write(token: Token): string {
  const value = /[\s]/.test(token.value) || (!token.key && token.value.includes(":")) ? `"${token.value}"` : token.value;
  return `${token.turned ? "-" : ""}${token.key ? `${token.key}:` : ""}${value}`;
}

export function format(tokens: Token[]): string {
  return tokens.map(write).join(" ");
}

/** One term as text, its value quoted where it must be. */
export function term(key: string, value: string): string {
  return write({ turned: false, key, value: value.replaceAll('"', "") });
}

/** The values of a key that is asked for, or nothing. */
export function values(text: string, key: string): string[] {
  return parse(text)
    .filter((token) => token.key === key && !token.turned)
    .flatMap((token) => token.value.split(",").map((value) => value.trim()));
}

/** Gives a key one value; none takes the key out. */
export function put(text: string, key: string, value: string | null): string {
  const rest = parse(text).filter((token) => token.key !== key || token.turned);
  if (value !== null) rest.push({ turned: false, key, value });
  return format(rest);
}

export function without(text: string, keys: string[]): string {
  return format(parse(text).filter((token) => !keys.includes(token.key)));
}

export function and(text: string, more: string): string {
  const all = parse(text);
  for (const token of parse(more)) {
    if (!all.some((known) => write(known) === write(token))) all.push(token);
  }
  return format(all);
}

/** Adds a value to the alternatives of a key, or takes it from them. */
export function toggle(text: string, key: string, value: string): string {
  const now = values(text, key);
  const next = now.includes(value) ? now.filter((one) => one !== value) : [...now, value];
  return put(text, key, next.length ? next.join(",") : null);
}
