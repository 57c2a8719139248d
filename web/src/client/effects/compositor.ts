import { blendMask } from './mask';
import type { Pace } from './pace';
import { drawScene, isScene } from './scenes';
import { maskHeight, maskWidth, type Segmenter } from './segmenter';

/** What lies behind the person. */
export type Behind = { readonly kind: 'blur'; readonly strong: boolean } | { readonly kind: 'scene'; readonly name: string } | { readonly kind: 'image'; readonly image: ImageBitmap };

type Surface = OffscreenCanvas;

/** A blurred picture is made small first: so few points are soon blurred, and nobody sees how few they were. */
const blurWidth = { light: 240, strong: 120 };

/** Puts a person before another background, picture by picture. */
export class Compositor {
  private readonly look = pen(maskWidth, maskHeight, true);
  private readonly mask = pen(maskWidth, maskHeight);
  private readonly pixels = new ImageData(maskWidth, maskHeight);
  private readonly belief = new Float32Array(maskWidth * maskHeight);
  private readonly small = pen(blurWidth.light, 135);
  private readonly out = pen(16, 9);
  private scene: { name: string; surface: Surface } | null = null;
  private pictures = 0;

  constructor(
    private readonly segmenter: Segmenter,
    private readonly pace: Pace,
    private behind: Behind,
  ) {}

  change(behind: Behind): void {
    if (this.behind.kind === 'image') this.behind.image.close();
    this.behind = behind;
  }

  /** The result lies on the same surface each time. */
  draw(picture: CanvasImageSource, width: number, height: number, time: number): Surface {
    const { every, scale } = this.pace.current;
    const w = Math.max(2, Math.round((width * scale) / 2) * 2);
    const h = Math.max(2, Math.round((height * scale) / 2) * 2);
    const { canvas } = this.out;
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w;
      canvas.height = h;
    }
    if (this.pictures++ % every === 0) {
      this.look.drawImage(picture, 0, 0, maskWidth, maskHeight);
      blendMask(this.belief, this.segmenter.look(this.look.canvas, time), this.pixels.data);
      this.mask.putImageData(this.pixels, 0, 0);
    }
    const { out } = this;
    out.globalCompositeOperation = 'copy';
    out.imageSmoothingEnabled = true;
    out.imageSmoothingQuality = 'high';
    out.drawImage(this.mask.canvas, 0, 0, w, h);
    out.globalCompositeOperation = 'source-in';
    out.drawImage(picture, 0, 0, w, h);
    out.globalCompositeOperation = 'destination-over';
    this.drawBehind(picture, w, h);
    return canvas;
  }

  close(): void {
    if (this.behind.kind === 'image') this.behind.image.close();
    this.segmenter.close();
  }

  private drawBehind(picture: CanvasImageSource, w: number, h: number): void {
    const { behind, out } = this;
    if (behind.kind === 'image') {
      // Fills the picture, as `object-fit: cover` does.
      const { image } = behind;
      const fit = Math.max(w / image.width, h / image.height);
      out.drawImage(image, (w - image.width * fit) / 2, (h - image.height * fit) / 2, image.width * fit, image.height * fit);
      return;
    }
    if (behind.kind === 'scene') {
      out.drawImage(this.sceneAt(behind.name, w, h), 0, 0);
      return;
    }
    const { small } = this;
    const smallWidth = behind.strong ? blurWidth.strong : blurWidth.light;
    const smallHeight = Math.round((smallWidth * h) / w);
    if (small.canvas.width !== smallWidth || small.canvas.height !== smallHeight) {
      small.canvas.width = smallWidth;
      small.canvas.height = smallHeight;
    }
    small.imageSmoothingQuality = 'high';
    // Drawn larger than the surface: at the rim a filter would mix in the transparency outside.
    const rim = 8;
    if ('filter' in small) small.filter = behind.strong ? 'blur(5px)' : 'blur(3px)';
    small.drawImage(picture, -rim, -rim, smallWidth + rim * 2, smallHeight + rim * 2);
    if (!('filter' in small)) soften(small, behind.strong ? 4 : 3);
    out.drawImage(small.canvas, 0, 0, w, h);
  }

  private sceneAt(name: string, w: number, h: number): Surface {
    if (this.scene === null || this.scene.name !== name || this.scene.surface.width !== w || this.scene.surface.height !== h) {
      const fresh = pen(w, h);
      drawScene(isScene(name) ? name : 'slate', fresh, w, h);
      this.scene = { name, surface: fresh.canvas };
    }
    return this.scene.surface;
  }
}

function pen(width: number, height: number, read = false): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: read });
  if (context === null) throw new Error('no canvas');
  return context;
}

/** Blurs without filters, which Safari lacks: the picture over itself, a little aside each time. */
function soften(small: OffscreenCanvasRenderingContext2D, radius: number): void {
  small.save();
  for (let i = 1; i <= radius; i++) {
    for (const [x, y] of [[i, 0], [-i, 0], [0, i], [0, -i]] as const) {
      small.globalAlpha = 1 / (i * 2 + 1);
      small.drawImage(small.canvas, x, y);
    }
  }
  small.restore();
}
