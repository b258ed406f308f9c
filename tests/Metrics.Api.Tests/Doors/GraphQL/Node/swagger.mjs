// Opens the description's page in a browser as a person would and tries one route on it.
// One JSON line: what the page showed, what it complained about, and every request that went anywhere but to the server.
import { chromium } from 'playwright-core';

const [url, folder] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.METRICS_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const strangers = [];
  const complaints = [];
  page.on('request', (request) => {
    const own = [new URL(url).origin, 'data:', 'blob:'];
    if (!own.some((start) => request.url().startsWith(start))) strangers.push(request.url());
  });
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
  page.on('pageerror', (error) => complaints.push(String(error)));

  await page.goto(url);
  const operation = page.locator('.opblock-get').filter({ has: page.locator('[data-path="/api/v1/freshness"]') });
  await operation.locator('.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Try it out' }).click();
  await operation.getByRole('button', { name: 'Execute' }).click();
  const live = operation.locator('.live-responses-table .response');
  await live.first().waitFor();
  const status = (await live.locator('.response-col_status').first().textContent()).trim();
  const answer = await live.locator('.microlight, pre').first().textContent();
  await page.screenshot({ path: `${folder}/swagger.png` });
  process.stdout.write(`${JSON.stringify({ status, answer, strangers, complaints })}\n`);
} finally {
  await browser.close();
}
