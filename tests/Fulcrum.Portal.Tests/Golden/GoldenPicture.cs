using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.Golden;

/// <summary>A picture that is kept, in <c>tests/data/golden</c>. <c>FULCRUM_WRITE=1</c> takes it anew; look at the difference before keeping it.</summary>
internal static class GoldenPicture
{
    private static readonly string Kept = Path.Combine(Repository.Root, "tests", "data", "golden");
    private static readonly string Failed = Path.Combine(Repository.Root, "artifacts", "golden");

    /// <summary>The picture as it is kept.</summary>
    public static Task<byte[]> ReadAsync(string name) => File.ReadAllBytesAsync(PathOf(name), Xunit.TestContext.Current.CancellationToken);

    /// <summary>Holds what was taken against what is kept.</summary>
    /// <param name="page">Any page of the browser; a blank one does.</param>
    /// <param name="name">The picture's name.</param>
    /// <param name="taken">What the browser took.</param>
    public static async Task CheckAsync(IPage page, string name, byte[] taken)
    {
        if (Environment.GetEnvironmentVariable("FULCRUM_WRITE") == "1")
        {
            Directory.CreateDirectory(Kept);
            await File.WriteAllBytesAsync(PathOf(name), await PackedPicture.PackAsync(page, taken), Xunit.TestContext.Current.CancellationToken);
        }

        Xunit.Assert.True(File.Exists(PathOf(name)), $"There is no {PathOf(name)}. Take it with FULCRUM_WRITE=1, and look at it.");
        var difference = await PictureComparison.CompareAsync(page, await ReadAsync(name), taken);
        if (!difference.IsSame)
        {
            Directory.CreateDirectory(Failed);
            await File.WriteAllBytesAsync(Path.Combine(Failed, $"{name}.png"), taken, Xunit.TestContext.Current.CancellationToken);
            await File.WriteAllBytesAsync(Path.Combine(Failed, $"{name}.difference.png"), difference.Picture, Xunit.TestContext.Current.CancellationToken);
        }

        Xunit.Assert.True(difference.IsSame, $"{name} looks otherwise: {difference.Share:P2} of its pixels, {difference.Size}. See {Failed}/{name}.png and {name}.difference.png.");
    }

    private static string PathOf(string name) => Path.Combine(Kept, $"{name}.png");
}
