using System.Text.Json;

namespace Fulcrum.Tests.Consent.Signals;

/// <summary>The public vectors, copied with their notices into <c>tests/data/privacy</c>.</summary>
internal static class Vectors
{
    public static JsonElement Read(string path)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "data", "privacy", path));
        using var read = JsonDocument.Parse(file);
        return read.RootElement.Clone();
    }

    public static IEnumerable<int> Ints(this JsonElement list) => list.EnumerateArray().Select(item => item.GetInt32());
}
