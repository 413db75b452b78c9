using System.Globalization;
using System.Text;
using QRCoder;

namespace Fulcrum.Pages.Consent.Receipts;

/// <summary>The picture of the short code on a printed receipt.</summary>
public static class ReceiptCode
{
    /// <summary>The code as a picture that needs no style and no script.</summary>
    /// <param name="code">What it says.</param>
    /// <param name="title">What it is, for those who do not see it; encoded already.</param>
    public static string Draw(string code, string title)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(code, QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        var rows = data.ModuleMatrix;
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[y].Count; x++)
            {
                if (rows[y][x])
                {
                    _ = path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {rows.Count} {rows.Count}\" role=\"img\" aria-label=\"{title}\" shape-rendering=\"crispEdges\"><rect width=\"{rows.Count}\" height=\"{rows.Count}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>");
    }
}
