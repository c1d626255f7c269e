/** The bytes of a member's name: lone surrogates U+DC80 to U+DCFF are bytes that are not UTF-8, as in `MemberSharing.name`. */
export const nameBytes = (name: string): Buffer =>
  Buffer.concat(
    name
      .split(/(?<![\ud800-\udbff])([\udc80-\udcff])/)
      .map((part, index) => (index % 2 === 0 ? Buffer.from(part) : Buffer.of(part.charCodeAt(0) & 0xff))),
  );
