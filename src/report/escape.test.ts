import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { html, markdown, visible } from "./escape.ts";

const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(..."<>&\"'`|[](){}*_~#!@:\\$\n\r\t\u001b\u202e\ud800w."),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
});

test("no text opens a tag, ends an attribute or hides a sign", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { markup } = html`${text}`;
      assert.doesNotMatch(markup, /[<>"'\p{Cc}\p{Cf}\p{Cs}]/u);
      assert.doesNotMatch(markup.replace(/&#\d+;/g, ""), /&/);
    }),
  );
});

test("no text is Markdown, HTML, a link, a mention or a command, and none breaks a table's row", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const line = markdown(text);
      assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
      assert.doesNotMatch(line.replace(/&#\d+;/g, ""), /[<>&`|[\](){}*_~#!@:\\$]|www\./i);
    }),
  );
});

test("long text is cut for Markdown, and says so", () => {
  assert.equal(markdown("x".repeat(601)), `${"x".repeat(600)}…`);
  assert.equal(markdown("x".repeat(600)), "x".repeat(600));
});

test("invisible characters are escaped", () => {
  assert.equal(visible("a\u001b[31m\u202eb\udcff\u200b"), "a\\u001b[31m\\u202eb\\udcff\\u200b");
  assert.equal(visible("naïve – 日本"), "naïve – 日本");
});
