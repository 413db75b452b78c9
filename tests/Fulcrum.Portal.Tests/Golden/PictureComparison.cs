using System.Text.Json;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.Golden;

/// <summary>Compares two pictures in the browser that took them: it reads pictures anyway, and no other library has to.</summary>
/// <remarks>
/// A pixel differs when one of its channels does by more than <see cref="ChannelMax"/> of 255: below that lies the rounding of blended edges
/// between versions of one browser. A picture is another one when more than <see cref="ShareMax"/> of its pixels differ: a glyph that is drawn a
/// little otherwise stays far below, and a button of another colour, or a page that moved by four pixels, is far above.
/// </remarks>
internal static class PictureComparison
{
    /// <summary>The most a channel of a pixel may differ by.</summary>
    public const int ChannelMax = 40;

    /// <summary>The largest share of pixels that may differ by more.</summary>
    public const double ShareMax = 0.002;

    private const string Script = """
        async ([kept, taken, channelMax]) => {
          const read = async (text) => { const image = new Image(); image.src = 'data:image/png;base64,' + text; await image.decode(); return image; };
          const [a, b] = [await read(kept), await read(taken)];
          const [width, height] = [Math.max(a.width, b.width), Math.max(a.height, b.height)];
          const pixels = (image) => { const canvas = new OffscreenCanvas(width, height), pen = canvas.getContext('2d'); pen.drawImage(image, 0, 0); return pen.getImageData(0, 0, width, height); };
          const [one, other] = [pixels(a), pixels(b)];
          const shown = new ImageData(width, height);
          let count = 0;
          for (let at = 0; at < one.data.length; at += 4) {
            let most = 0;
            for (let channel = 0; channel < 4; channel++) most = Math.max(most, Math.abs(one.data[at + channel] - other.data[at + channel]));
            const differs = most > channelMax;
            count += differs;
            for (let channel = 0; channel < 3; channel++) shown.data[at + channel] = differs ? [255, 0, 0][channel] : 200 + one.data[at + channel] / 5;
            shown.data[at + 3] = 255;
          }
          const canvas = new OffscreenCanvas(width, height);
          canvas.getContext('2d').putImageData(shown, 0, 0);
          const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
          return { share: count / (width * height), size: a.width === b.width && a.height === b.height ? '' : `${b.width} x ${b.height}, was ${a.width} x ${a.height}`, picture: btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), '')) };
        }
        """;

    /// <summary>Compares.</summary>
    /// <param name="page">Any page of the browser; a blank one does.</param>
    /// <param name="kept">The picture that is kept.</param>
    /// <param name="taken">The picture that was taken now.</param>
    public static async Task<PictureDifference> CompareAsync(IPage page, byte[] kept, byte[] taken)
    {
        var found = await page.EvaluateAsync<JsonElement>(Script, new object[] { Convert.ToBase64String(kept), Convert.ToBase64String(taken), ChannelMax });
        return new PictureDifference(found.GetProperty("share").GetDouble(), found.GetProperty("size").GetString()!, Convert.FromBase64String(found.GetProperty("picture").GetString()!));
    }
}

/// <summary>How two pictures differ.</summary>
/// <param name="Share">The share of pixels that do.</param>
/// <param name="Size">How their sizes differ, in words; empty when they do not.</param>
/// <param name="Picture">The kept picture, pale, with what differs in red.</param>
internal sealed record PictureDifference(double Share, string Size, byte[] Picture)
{
    /// <summary>Whether they are pictures of one thing.</summary>
    public bool IsSame => Size.Length == 0 && Share <= PictureComparison.ShareMax;
}
