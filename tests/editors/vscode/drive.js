// Opens a file in a VS Code that serves a folder, waits for what the server finds in it, and prints
// {errors, warnings, rows}: squiggles, and the lines of the problems panel.
// Arguments: address, folder, file, picture to write.
"use strict";

const { chromium } = require("playwright-core");

async function main([address, folder, file, picture]) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 860 } });
    await page.goto(`${address}/?folder=${folder}`);
    await page.locator(".explorer-folders-view .monaco-list-row", { hasText: file }).dblclick();
    await page.waitForSelector(".squiggly-error");
    await page.waitForSelector(".squiggly-warning");
    const errors = await page.locator(".squiggly-error").count();
    const warnings = await page.locator(".squiggly-warning").count();
    await page.keyboard.press("Control+Shift+M");
    const rows = page.locator(".markers-panel .monaco-list-row");
    await rows.first().waitFor();
    await page.mouse.move(150, 600);
    await page.waitForTimeout(1000); // the panel slides in, and the picture is to show it at rest
    await page.screenshot({ path: picture });
    console.log(JSON.stringify({ errors, warnings, rows: await rows.allInnerTexts() }));
  } finally {
    await browser.close();
  }
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
