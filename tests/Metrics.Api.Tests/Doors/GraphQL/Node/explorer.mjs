// Opens the explorer page in a browser as a person would: runs its first example, types half a field's name, takes pictures.
// One JSON line: what the page showed, and every request that went anywhere but to the server.
import { chromium } from 'playwright-core';

const [url, folder, typed, expected] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.METRICS_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const strangers = [];
  const complaints = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(url).origin) && !request.url().startsWith('data:') && !request.url().startsWith('blob:')) strangers.push(request.url());
  });
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
  page.on('pageerror', (error) => complaints.push(String(error)));

  await page.goto(url);
  await page.getByRole('button', { name: /Execute query/i }).click();
  const result = page.locator('.result-window .CodeMirror');
  await page.waitForFunction(() => document.querySelector('.result-window .CodeMirror')?.CodeMirror.getValue().includes('"data"'));
  const answer = await result.evaluate((element) => element.CodeMirror.getValue());
  const tabs = await page.getByRole('tab').allTextContents();
  await page.screenshot({ path: `${folder}/graphiql-result.png` });

  await page.locator('.graphiql-query-editor .CodeMirror').first().evaluate((element) => {
    element.CodeMirror.setValue('{\n  data {\n    \n  }\n}\n');
    element.CodeMirror.setCursor({ line: 2, ch: 4 });
    element.CodeMirror.focus();
  });
  await page.keyboard.type(typed, { delay: 20 });
  await page.keyboard.press('Control+Space');
  const hints = page.locator('.CodeMirror-hints li');
  await hints.filter({ hasText: expected }).first().waitFor();
  const completion = await hints.allTextContents();
  await page.screenshot({ path: `${folder}/graphiql-completion.png` });
  process.stdout.write(`${JSON.stringify({ answer, tabs, completion, strangers, complaints })}\n`);
} finally {
  await browser.close();
}
