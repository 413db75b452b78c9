using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.Golden;

/// <summary>A picture as it is kept: PNG with a palette of 256 colours at most, a fifth of what a browser writes.</summary>
/// <remarks>
/// Pages of text have few colours, most of them in the edges of letters. Where there are too many, channels are rounded to 4, 8 or 16 steps of 255:
/// always far less than what a comparison lets pass.
/// </remarks>
internal static class PackedPicture
{
    private const string Script = """
        async (text) => {
          const image = new Image(); image.src = 'data:image/png;base64,' + text; await image.decode();
          const { width, height } = image, pen = new OffscreenCanvas(width, height).getContext('2d');
          pen.drawImage(image, 0, 0);
          const pixels = pen.getImageData(0, 0, width, height).data;
          let palette, rows;
          for (const step of [1, 4, 8, 16, 32]) {
            const round = (part) => Math.min(255, Math.round(part / step) * step);
            palette = new Map(); rows = new Uint8Array((width + 1) * height);
            for (let at = 0; at < width * height && palette.size <= 256; at++) {
              const colour = (round(pixels[at * 4]) << 16) | (round(pixels[at * 4 + 1]) << 8) | round(pixels[at * 4 + 2]);
              if (!palette.has(colour)) palette.set(colour, palette.size);
              rows[at + Math.floor(at / width) + 1] = palette.get(colour);
            }
            if (palette.size <= 256) break;
          }
          const table = Uint32Array.from({ length: 256 }, (_, one) => { for (let bit = 0; bit < 8; bit++) one = one & 1 ? 0xEDB88320 ^ (one >>> 1) : one >>> 1; return one; });
          const sum = (bytes) => ~bytes.reduce((left, byte) => table[(left ^ byte) & 255] ^ (left >>> 8), -1);
          const whole = (number) => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255);
          const chunk = (type, data) => { const named = Uint8Array.from([...new TextEncoder().encode(type), ...data]); return [...whole(data.length), ...named, ...whole(sum(named))]; };
          const packed = new Uint8Array(await new Response(new Blob([rows]).stream().pipeThrough(new CompressionStream('deflate'))).arrayBuffer());
          const file = [137, 80, 78, 71, 13, 10, 26, 10, ...chunk('IHDR', [...whole(width), ...whole(height), 8, 3, 0, 0, 0]),
            ...chunk('PLTE', [...palette.keys()].flatMap((colour) => [colour >>> 16, (colour >>> 8) & 255, colour & 255])), ...chunk('IDAT', packed), ...chunk('IEND', [])];
          return btoa(file.reduce((text, byte) => text + String.fromCharCode(byte), ''));
        }
        """;

    /// <summary>Packs it.</summary>
    /// <param name="page">Any page of a browser.</param>
    /// <param name="taken">What the browser took.</param>
    public static async Task<byte[]> PackAsync(IPage page, byte[] taken) => Convert.FromBase64String(await page.EvaluateAsync<string>(Script, Convert.ToBase64String(taken)));
}
