import type { Run } from "../domain/report.ts";
export const reportHtml = (run: Run): string => `<!doctype html><title>cowpio</title>${run.cells.length}`;
