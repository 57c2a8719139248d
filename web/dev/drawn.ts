import type { VideoHandle } from '../src/client/room';

const backs = ['#dfe8e2', '#d9dfe9', '#eadfd3', '#e3dbe6', '#d6e4e8', '#e9e4cf'];
const skins = ['#f0c9a6', '#8d5b3e', '#e2ae86', '#f3d3b8', '#b98058', '#6f4630'];
const clothes = ['#17614f', '#4a5f8f', '#86553a', '#7a4a76', '#2f6f82', '#8c4656'];
const hairs = ['#3b2a22', '#1d1512', '#a34f2a', '#c9bfb2', '#5a3d2b', '#111111'];

/** A person in front of a wall, as a camera would send. */
export function drawnPerson(seed: number, width = 1280, height = 720): VideoHandle {
  return handle(width, height, (ctx, time) => {
    // Drawn for a wide picture; an upright one shows its middle.
    ctx.setTransform(height / 720, 0, 0, height / 720, width / 2 - (640 * height) / 720, 0);
    const pick = (list: readonly string[], step: number) => list[(seed * step + 1) % list.length] ?? '#888888';
    const sway = Math.sin(time / 900 + seed) * 8;
    ctx.fillStyle = pick(backs, 1);
    ctx.fillRect(0, 0, 1280, 720);
    ctx.fillStyle = 'rgb(255 255 255 / 45%)';
    ctx.fillRect(80 + (seed % 4) * 220, 70, 260, 330);
    ctx.fillStyle = pick(clothes, 5);
    ellipse(ctx, 640 + sway, 790, 370, 300);
    ctx.fillStyle = pick(skins, 3);
    ctx.fillRect(575 + sway, 420, 130, 110);
    ctx.fillStyle = pick(hairs, 7);
    ellipse(ctx, 640 + sway, 290, 172, 195);
    ctx.fillStyle = pick(skins, 3);
    ellipse(ctx, 640 + sway, 335, 138, 172);
    ctx.fillStyle = '#2a211c';
    ellipse(ctx, 588 + sway, 320, 11, 13);
    ellipse(ctx, 692 + sway, 320, 11, 13);
    ctx.lineWidth = 9;
    ctx.lineCap = 'round';
    ctx.strokeStyle = '#7c3b33';
    ctx.beginPath();
    ctx.arc(640 + sway, 392, 46, 0.25, Math.PI - 0.25);
    ctx.stroke();
  });
}

/** A document, as a screen share would send. */
export function drawnScreen(): VideoHandle {
  return handle(1920, 1080, (ctx) => {
    ctx.fillStyle = '#f4f5f3';
    ctx.fillRect(0, 0, 1920, 1080);
    ctx.fillStyle = '#ffffff';
    ctx.fillRect(260, 90, 1400, 990);
    ctx.fillStyle = '#17221e';
    ctx.font = '600 76px Inter Variable, sans-serif';
    ctx.fillText('Budget 2027 : trois scénarios', 360, 240);
    [640, 430, 830, 560].forEach((height, index) => {
      ctx.fillStyle = ['#17614f', '#6fd3b1', '#4a5f8f', '#a7b4d6'][index] ?? '#17614f';
      ctx.fillRect(400 + index * 300, 1000 - height * 0.75, 190, height * 0.75);
    });
  });
}

function handle(width: number, height: number, draw: (ctx: CanvasRenderingContext2D, time: number) => void): VideoHandle {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const ctx = canvas.getContext('2d');
  if (ctx === null) throw new Error('No canvas here');
  const stream = canvas.captureStream(10);
  const paint = () => draw(ctx, performance.now());
  paint();
  setInterval(paint, 200);
  return {
    attach: (element) => {
      element.srcObject = stream;
    },
    detach: (element) => {
      element.srcObject = null;
    },
  };
}

function ellipse(ctx: CanvasRenderingContext2D, x: number, y: number, rx: number, ry: number) {
  ctx.beginPath();
  ctx.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
  ctx.fill();
}
