/** Calm rooms and landscapes to sit in front of, drawn here: they need no download, and nobody else's photograph. */

type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
type Scene = (pen: Pen, width: number, height: number) => void;

function wash(pen: Pen, width: number, height: number, ...colours: readonly string[]): void {
  const gradient = pen.createLinearGradient(0, 0, 0, height);
  colours.forEach((colour, i) => gradient.addColorStop(i / (colours.length - 1), colour));
  pen.fillStyle = gradient;
  pen.fillRect(0, 0, width, height);
}

function glow(pen: Pen, x: number, y: number, radius: number, colour: string): void {
  const gradient = pen.createRadialGradient(x, y, 0, x, y, radius);
  gradient.addColorStop(0, colour);
  gradient.addColorStop(1, 'transparent');
  pen.fillStyle = gradient;
  pen.fillRect(x - radius, y - radius, radius * 2, radius * 2);
}

/** A line of hills: two waves of different length, the same every time. */
function hills(pen: Pen, width: number, height: number, level: number, rise: number, shift: number, colour: string): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.moveTo(0, height);
  for (let i = 0; i <= 60; i++) {
    const t = i / 60;
    pen.lineTo(t * width, height * (level - rise * (0.6 * Math.sin(t * 5 + shift) + 0.4 * Math.sin(t * 11 + shift * 2))));
  }
  pen.lineTo(width, height);
  pen.fill();
}

function leaf(pen: Pen, x: number, y: number, length: number, angle: number, colour: string): void {
  pen.save();
  pen.translate(x, y);
  pen.rotate(angle);
  pen.fillStyle = colour;
  pen.beginPath();
  pen.moveTo(0, 0);
  pen.quadraticCurveTo(length * 0.3, -length * 0.5, 0, -length);
  pen.quadraticCurveTo(-length * 0.3, -length * 0.5, 0, 0);
  pen.fill();
  pen.restore();
}

function plant(pen: Pen, x: number, y: number, size: number): void {
  for (let i = 0; i < 9; i++) leaf(pen, x, y - size * 0.3, size * (0.75 + (i % 3) * 0.14), (i - 4) * 0.27, i % 2 === 0 ? '#4f7a63' : '#3d6450');
  pen.fillStyle = '#c58f6d';
  pen.beginPath();
  pen.moveTo(x - size * 0.24, y - size * 0.34);
  pen.lineTo(x + size * 0.24, y - size * 0.34);
  pen.lineTo(x + size * 0.18, y);
  pen.lineTo(x - size * 0.18, y);
  pen.fill();
}

const drawings = {
  dawn(pen, w, h) {
    wash(pen, w, h, '#f3e3d3', '#efcdb6', '#cfb7b4');
    glow(pen, w * 0.72, h * 0.42, h * 0.5, 'rgb(255 240 214 / 85%)');
    hills(pen, w, h, 0.62, 0.06, 0.4, '#b7a3ab');
    hills(pen, w, h, 0.74, 0.07, 2.1, '#8f8794');
    hills(pen, w, h, 0.87, 0.06, 4, '#6b6f7c');
  },
  forest(pen, w, h) {
    wash(pen, w, h, '#dfe9df', '#bcd1c2');
    for (let row = 0; row < 3; row++) {
      for (let i = 0; i < 16 + row * 4; i++) {
        const x = ((i * 0.618 + row * 0.31) % 1) * w;
        const size = h * (0.34 + row * 0.12 + ((i * 7) % 5) * 0.02);
        const foot = h * (0.82 + row * 0.1);
        pen.fillStyle = ['#9dbaa6', '#739a82', '#4d7660'][row] ?? '#4d7660';
        for (let tier = 0; tier < 3; tier++) {
          pen.beginPath();
          pen.moveTo(x, foot - size * (1 - tier * 0.22));
          pen.lineTo(x - size * (0.12 + tier * 0.05), foot - size * (0.55 - tier * 0.25));
          pen.lineTo(x + size * (0.12 + tier * 0.05), foot - size * (0.55 - tier * 0.25));
          pen.fill();
        }
      }
      pen.fillStyle = `rgb(223 233 223 / ${18 - row * 6}%)`;
      pen.fillRect(0, 0, w, h);
    }
  },
  sea(pen, w, h) {
    wash(pen, w, h * 0.58, '#cfe2ec', '#eef3ee');
    glow(pen, w * 0.25, h * 0.5, h * 0.35, 'rgb(255 250 230 / 80%)');
    pen.save();
    pen.translate(0, h * 0.56);
    wash(pen, w, h * 0.44, '#8fb6c6', '#3f7488');
    pen.restore();
    for (let i = 0; i < 26; i++) {
      const y = h * (0.58 + (i / 26) ** 1.5 * 0.4);
      pen.fillStyle = `rgb(255 255 255 / ${8 + (i % 4) * 3}%)`;
      pen.fillRect(((i * 0.37) % 1) * w, y, w * (0.05 + (i % 5) * 0.03), Math.max(1, h * 0.004));
    }
  },
  shelf(pen, w, h) {
    wash(pen, w, h, '#eae3d8', '#ddd3c4');
    const colours = ['#7d8f8a', '#b08968', '#4f6d7a', '#a5a58d', '#8c5e58', '#d4c4a8', '#5c6b5d'];
    for (let row = 0; row < 4; row++) {
      const foot = h * (0.24 + row * 0.25);
      let x = w * 0.04;
      for (let i = 0; x < w * 0.96; i++) {
        const seed = (i * 37 + row * 53) % 17;
        const width = w * (0.012 + (seed % 4) * 0.004);
        if (seed === 3 || seed === 11) {
          x += w * 0.05;
          continue;
        }
        const tall = h * (0.12 + (seed % 5) * 0.013);
        pen.fillStyle = colours[seed % colours.length] ?? '#7d8f8a';
        pen.fillRect(x, foot - tall, width, tall);
        x += width + w * 0.002;
      }
      pen.fillStyle = '#b59f85';
      pen.fillRect(0, foot, w, h * 0.018);
      pen.fillStyle = 'rgb(60 45 30 / 14%)';
      pen.fillRect(0, foot + h * 0.018, w, h * 0.012);
    }
  },
  window(pen, w, h) {
    wash(pen, w, h, '#e7e4dd', '#d8d3c9');
    const x = w * 0.58;
    const y = h * 0.1;
    const width = w * 0.34;
    const height = h * 0.62;
    pen.fillStyle = '#f7f6f2';
    pen.fillRect(x - w * 0.012, y - w * 0.012, width + w * 0.024, height + w * 0.024);
    pen.save();
    pen.beginPath();
    pen.rect(x, y, width, height);
    pen.clip();
    wash(pen, w, h, '#cfe0e8', '#eef2ea');
    hills(pen, w, h, 0.55, 0.03, 1.3, '#a9c0a6');
    hills(pen, w, h, 0.64, 0.03, 3.2, '#86a385');
    pen.restore();
    pen.fillStyle = '#f7f6f2';
    pen.fillRect(x + width / 2 - w * 0.004, y, w * 0.008, height);
    pen.fillRect(x, y + height * 0.42, width, w * 0.008);
    pen.fillStyle = '#c9c2b5';
    pen.fillRect(x - w * 0.025, y + height + w * 0.012, width + w * 0.05, h * 0.022);
    pen.fillStyle = 'rgb(255 252 240 / 45%)';
    pen.beginPath();
    pen.moveTo(w * 0.08, h);
    pen.lineTo(w * 0.3, h);
    pen.lineTo(w * 0.54, h * 0.25);
    pen.lineTo(w * 0.4, h * 0.25);
    pen.fill();
    plant(pen, w * 0.63, y + height + w * 0.01, h * 0.2);
  },
  office(pen, w, h) {
    wash(pen, w, h, '#dde4e3', '#cad4d3');
    pen.fillStyle = '#b9a78f';
    pen.fillRect(0, h * 0.84, w, h * 0.16);
    pen.fillStyle = '#f5f3ee';
    pen.fillRect(w * 0.1, h * 0.14, w * 0.2, h * 0.3);
    pen.fillRect(w * 0.33, h * 0.2, w * 0.12, h * 0.18);
    pen.fillStyle = '#9fb8b0';
    pen.fillRect(w * 0.115, h * 0.165, w * 0.17, h * 0.25);
    glow(pen, w * 0.2, h * 0.24, h * 0.12, '#f3e1bd');
    pen.fillStyle = '#c7a58a';
    pen.fillRect(w * 0.342, h * 0.22, w * 0.096, h * 0.14);
    plant(pen, w * 0.86, h * 0.9, h * 0.5);
    glow(pen, w * 0.6, h * 0.1, h * 0.6, 'rgb(255 250 235 / 45%)');
  },
  slate(pen, w, h) {
    wash(pen, w, h, '#47565a', '#313d41', '#262f32');
    glow(pen, w * 0.3, h * 0.2, h * 0.9, 'rgb(150 180 180 / 28%)');
  },
  paper(pen, w, h) {
    wash(pen, w, h, '#f6f3ec', '#e6e0d4');
    for (let i = 0; i < 5; i++) glow(pen, w * (0.1 + i * 0.22), h * (i % 2 === 0 ? 0.25 : 0.8), h * 0.55, i % 2 === 0 ? 'rgb(214 226 218 / 60%)' : 'rgb(240 219 199 / 60%)');
  },
} satisfies Record<string, Scene>;

export const sceneNames = Object.keys(drawings) as SceneName[];
export type SceneName = keyof typeof drawings;

export function isScene(name: string): name is SceneName {
  return Object.hasOwn(drawings, name);
}

export function drawScene(name: SceneName, pen: Pen, width: number, height: number): void {
  drawings[name](pen, width, height);
}
