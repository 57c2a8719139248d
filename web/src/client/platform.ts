export type Browser = 'chrome' | 'edge' | 'firefox' | 'safari' | 'other';
export type System = 'windows' | 'macos' | 'linux' | 'android' | 'ios';

export interface Platform {
  readonly browser: Browser;
  readonly system: System;
}

/** Only to choose which help is shown; nothing is switched on or off by it. */
export function readPlatform(agent: string, touchPoints = 0): Platform {
  // An iPad calls itself a Mac; no Mac has a touch screen.
  const ios = /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touchPoints > 1);
  const system = ios ? 'ios' : /Android/.test(agent) ? 'android' : /Windows/.test(agent) ? 'windows' : /Mac/.test(agent) ? 'macos' : 'linux';
  const browser = /Edg(e|A|iOS)?\//.test(agent) ? 'edge' : /Firefox\/|FxiOS\//.test(agent) ? 'firefox' : /Chrome\/|Chromium\/|CriOS\//.test(agent) ? 'chrome' : /Safari\//.test(agent) ? 'safari' : 'other';
  return { browser, system };
}

export function thisPlatform(): Platform {
  return readPlatform(navigator.userAgent, navigator.maxTouchPoints);
}
