using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fulcrum.Server.Tests.Mutations;

/// <summary>Spoils valid requests, by their structure and by their bytes. The same seed spoils the same way.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly string[] Oddities =
    [
        "null", "true", "[]", "{}", "\"\"", "0", "-1", "1e999999", "-1e400", "9223372036854775808", "123456789012345678901234567890", "0.1e-400",
        "\"\\u0000\"", "\"\\ud83d\"", "\"\\udc00\\ud800\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"0001-01-01T00:00:00Z\"", "\"not a time\"",
        "\"null\"", "\"undefined\"", "\"' OR 1=1 --\"", "\"../../etc/passwd\"", "\"<script>\"", "\"\\u202e\"", "[[[[[[[[]]]]]]]]", "\"a@b\"", "\"+0\"",
    ];

    private readonly Random _random = new(seed);

    /// <summary>The next spoilt request.</summary>
    public MutatedRequest Next(IReadOnlyList<MutatedRequest> valid)
    {
        var request = valid[_random.Next(valid.Count)];
        var gzip = request.Gzip || _random.Next(20) == 0;
        var times = 1 + _random.Next(3);
        for (var time = 0; time < times; time++)
        {
            request = request with { Body = _random.Next(3) == 0 ? SpoilBytes(request.Body) : SpoilStructure(request.Body) };
        }

        if (request.IsCollect && _random.Next(4) != 0)
        {
            request = request with { Body = Renumber(request.Body) };
        }

        return _random.Next(50) switch
        {
            0 => request with { Authorization = Odd() },
            1 => request with { Body = [.. Encoding.UTF8.Preamble, .. request.Body] },
            _ when gzip => request with { Gzip = true },
            _ => request,
        };
    }

    /// <summary>Compresses.</summary>
    public static byte[] Compress(byte[] body)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            zip.Write(body);
        }

        return zipped.ToArray();
    }

    private string Odd() => _random.Next(5) switch
    {
        0 => "",
        1 => "Basic ====",
        2 => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("nobody:")),
        3 => "Bearer " + new string('x', _random.Next(2_000)),
        _ => "Digest x",
    };

    // Most events have message ids of their own, or nearly all of them would be duplicates and little would be tried.
    private byte[] Renumber(byte[] body)
    {
        var text = Encoding.Latin1.GetString(body);
        return Encoding.Latin1.GetBytes(text.Replace("\"m-1\"", $"\"m-{_random.NextInt64():x}\"", StringComparison.Ordinal));
    }

    private byte[] SpoilBytes(byte[] body)
    {
        if (body.Length == 0)
        {
            return body;
        }

        var at = _random.Next(body.Length);
        var length = Math.Min(body.Length - at, 1 + _random.Next(20));
        switch (_random.Next(6))
        {
            case 0:
                var flipped = body.ToArray();
                flipped[at] ^= (byte)(1 << _random.Next(8));
                return flipped;
            case 1:
                return [.. body[..at], .. body[(at + length)..]];
            case 2:
                return [.. body[..at], .. body[at..(at + length)], .. body[at..]];
            case 3:
                return body[..at];
            case 4:
                var noise = new byte[length];
                _random.NextBytes(noise);
                return [.. body[..at], .. noise, .. body[at..]];
            default:
                return [.. body[..at], .. "{}[],:\"\\"u8[_random.Next(8)..][..1], .. body[at..]];
        }
    }

    private byte[] SpoilStructure(byte[] body)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(body);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            return SpoilBytes(body);
        }

        try
        {
            var objects = new List<JsonObject>();
            Collect(root, objects);
            if (objects.Count == 0)
            {
                return SpoilBytes(body);
            }

            var inside = objects[_random.Next(objects.Count)];
            var mark = $"@@{_random.Next():x8}@@";
            if (inside.Count == 0)
            {
                inside["x"] = mark;
            }
            else
            {
                Spoil(inside, inside.ElementAt(_random.Next(inside.Count)).Key, mark);
            }

            return Encoding.UTF8.GetBytes(root!.ToJsonString().Replace($"\"{mark}\"", Oddity(), StringComparison.Ordinal));
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            // Texts that are not Unicode and members given twice cannot be written back.
            return SpoilBytes(body);
        }
    }

    private void Spoil(JsonObject inside, string member, string mark)
    {
        switch (_random.Next(4))
        {
            case 0:
                inside.Remove(member);
                break;
            case 1:
                inside[member + "x"] = mark;
                break;
            default:
                inside[member] = mark;
                break;
        }
    }

    private string Oddity()
    {
        var odd = _random.Next(Oddities.Length + 2);
        return odd < Oddities.Length
            ? Oddities[odd]
            : odd == Oddities.Length ? $"\"{new string('x', 1 << _random.Next(16))}\"" : new string('[', 1 << _random.Next(8)) + "1";
    }

    private static void Collect(JsonNode? node, List<JsonObject> objects)
    {
        if (node is JsonObject inside)
        {
            objects.Add(inside);
            foreach (var (_, value) in inside)
            {
                Collect(value, objects);
            }
        }
        else if (node is JsonArray array)
        {
            foreach (var value in array)
            {
                Collect(value, objects);
            }
        }
    }
}
