import { testSteps } from '../../client/connectionTest';
import { verdict, type TestState } from '../../meeting/connectionTest';

/** The report as a file: for programs and for whoever helps from afar. No addresses, no names. */
export function reportFile(findings: TestState['findings'], at: Date, browser: string): string {
  const steps = testSteps.flatMap((step) => {
    const finding = findings[step];
    return finding === undefined ? [] : [{ step, ...finding }];
  });
  return `${JSON.stringify({ report: 'visio-connection-test', version: 1, at: at.toISOString(), browser, verdict: verdict(findings), steps }, null, 2)}\n`;
}

/** Saves a text as a file, without asking a server. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the click; at once would be too soon for some.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
