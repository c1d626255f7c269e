/** For tests: pages in headless Chromium or Chrome. */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after } from "node:test";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const executablePath = ["/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => existsSync(path));
export const skip =
  executablePath === undefined && "there is neither Chromium nor Chrome here: apt-get install chromium";
const args = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let browser: Browser | undefined;
const running = async (): Promise<Browser> =>
  (browser ??= await chromium.launch({ executablePath: executablePath ?? "", args }));
after(async () => await browser?.close());

export const newContext = async (options: BrowserContextOptions): Promise<BrowserContext> =>
  (await running()).newContext(options);

export const looks = [
  { name: "light", width: 1200, colorScheme: "light" },
  { name: "dark", width: 1200, colorScheme: "dark" },
  { name: "narrow", width: 420, colorScheme: "light" },
] as const;

/** Opens a page in a color scheme and width, and asserts afterwards that it made no request and logged no error. */
export async function opened(
  path: string,
  look: (typeof looks)[number],
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const { width, colorScheme } = look;
  const page = await (await running()).newPage({ viewport: { width, height: 900 }, colorScheme });
  const url = pathToFileURL(path).href;
  const [requests, complaints]: [string[], string[]] = [[], []];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  try {
    await page.goto(url);
    await use(page);
    assert.deepEqual([...new Set(requests.map((one) => one.split("#")[0]))], [url], "no request leaves the page");
    assert.deepEqual(complaints, []);
  } finally {
    await page.close();
  }
}

/** Asserts that the page is not wider than the screen. */
export async function fits(page: Page): Promise<void> {
  const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth] as const);
  assert.ok(inner <= outer, `the page is ${inner} pixels wide on a screen of ${outer}`);
}

/** Ratio of luminances as WCAG 2.2 has it: 4.5 is its least for text. */
export async function contrast(page: Page, text: string, ground: string): Promise<number> {
  const colour = (selector: string, property: "color" | "backgroundColor") =>
    page
      .locator(selector)
      .first()
      .evaluate((element, name) => getComputedStyle(element)[name], property);
  const luminance = (css: string): number => {
    const [r = 0, g = 0, b = 0] = (css.match(/[\d.]+/g) ?? []).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const both = [luminance(await colour(text, "color")), luminance(await colour(ground, "backgroundColor"))];
  return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
}
