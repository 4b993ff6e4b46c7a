import { secretBytes } from "../wire/sizes";
import { random, zeros, type Bytes } from "./bytes";
import { fail } from "./error";

/** One symmetric key of a conversation. It prints as nothing but its name. */
export class Secret {
  readonly #bytes: Bytes;

  private constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  static create(): Secret {
    return new Secret(random(secretBytes));
  }

  static parse(raw: Bytes): Secret {
    if (raw.length !== secretBytes || zeros(raw)) fail("invalid");
    return new Secret(raw.slice());
  }

  /** Gives the bytes to one use. They are the secret's own: do not keep or change them. */
  use<T>(what: (raw: Bytes) => T): T {
    if (zeros(this.#bytes)) fail("gone");
    return what(this.#bytes);
  }

  /** Overwrites the key. */
  destroy(): void {
    this.#bytes.fill(0);
  }

  toString(): string {
    return "Secret";
  }

  toJSON(): string {
    return this.toString();
  }
}
