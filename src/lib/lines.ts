/** Cuts text into lines. What a line has beyond `most` characters is left out, and `cut` says so: no writer fills its reader's memory. */
export function eachLine(max: number, onLine: (line: string, cut: boolean) => void): (text: string) => void {
  let open = "";
  let cut = false;
  const add = (piece: string) => {
    cut ||= open.length + piece.length > max;
    open += piece.slice(0, max - open.length);
  };
  return (text) => {
    const [first = "", ...others] = text.split("\n");
    add(first);
    for (const piece of others) {
      onLine(open, cut);
      open = "";
      cut = false;
      add(piece);
    }
  };
}
