using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Fulcrum.Consent;
using Fulcrum.Decisions;
using Fulcrum.Rights.Access;
using Fulcrum.Rights.Access.Export;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Rights.Access;

/// <summary>What people get is all of it, in forms that hold what they promise.</summary>
public sealed class ExportTests
{
    private static readonly string Yes = CoreUnderTest.Preferences(("functional", true), ("dealer", true));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_archive_holds_everything_of_all_merged_parts_and_follows_its_schema()
    {
        await using var core = await LivedAsync();
        var (files, outcome) = await ExportAsync(core, "en");

        using var data = JsonDocument.Parse(files["data.json"]);
        using var schema = JsonDocument.Parse(files["schema.json"]);
        Assert.Empty(SchemaCheck.Faults(schema.RootElement, data.RootElement));
        var history = data.RootElement.GetProperty("history").EnumerateArray().ToList();
        Assert.Equal(outcome.Rows, history.Count);
        Assert.Superset(
            new HashSet<string> { "event", "consent", "decision", "look-up", "access", "link" }, history.Select(row => row.GetProperty("kind").GetString()!).ToHashSet());
        Assert.Equal(["/device", "/=cmd", "/b"], history.Where(row => row.TryGetProperty("properties", out var known) && known.TryGetProperty("path", out _)).Select(row => row.GetProperty("properties").GetProperty("path").GetString()));
        Assert.Contains(data.RootElement.GetProperty("identifiers").EnumerateArray(), known => known.GetProperty("value").GetString() == "ann@example.com");
        Assert.Contains(history, row => row.GetProperty("kind").GetString() == "decision" && row.GetProperty("sentence").GetString()!.Length > 0);
    }

    [Fact]
    public async Task A_changed_or_missing_member_is_caught_by_the_schema()
    {
        await using var core = await LivedAsync();
        var files = (await ExportAsync(core, "en")).Files;
        using var schema = JsonDocument.Parse(files["schema.json"]);
        foreach (var spoil in new Action<JsonObject>[]
        {
            data => data.Remove("facts"),
            data => data["more"] = 1,
            data => data["facts"]![0]!["provenance"] = "heard",
            data => data["at"] = "yesterday",
            data => data["history"]![0]!["sequence"] = "one",
        })
        {
            var data = JsonNode.Parse(files["data.json"])!.AsObject();
            spoil(data);
            Assert.Single(SchemaCheck.Faults(schema.RootElement, JsonSerializer.SerializeToElement(data)));
        }
    }

    [Fact]
    public async Task Every_file_has_its_sum_and_a_changed_one_does_not_match()
    {
        await using var core = await LivedAsync();
        var (files, outcome) = await ExportAsync(core, "ru");
        var sums = Encoding.ASCII.GetString(files["SHA256SUMS"]).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToDictionary(line => line[66..], line => line[..64]);
        Assert.Equal(files.Keys.Where(name => name != "SHA256SUMS").Order(StringComparer.Ordinal), sums.Keys.Order(StringComparer.Ordinal));
        Assert.All(sums, sum => Assert.Equal(sum.Value, Convert.ToHexStringLower(SHA256.HashData(files[sum.Key]))));
        Assert.Equal(sums, outcome.Files.ToDictionary(file => file.Name, file => file.Sha256));
        Assert.All(outcome.Files, file => Assert.Equal(files[file.Name].Length, file.Bytes));
        files["data.json"][40] ^= 1;
        Assert.NotEqual(sums["data.json"], Convert.ToHexStringLower(SHA256.HashData(files["data.json"])));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+44", "'+44")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("\0=1", "'\0=1")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("＋44", "'＋44")]
    [InlineData("－1", "'－1")]
    [InlineData("＠SUM(A1)", "'＠SUM(A1)")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"=1\"", "\"say \"\"=1\"\"\"")]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    public void A_field_never_starts_a_formula_and_never_breaks_a_line(string text, string expected) => Assert.Equal(expected, CsvLines.Field(text));

    [Fact]
    public void Of_any_text_a_field_is_one_field_starts_no_formula_and_reads_back() => Gen.String[Gen.Char["=+-@\t\r\n\0＝＋－＠'\",; aя"], 0, 12].Sample(
        text =>
        {
            var field = CsvLines.Field(text);
            var isQuoted = field.StartsWith('"');
            var read = isQuoted ? field[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : field;

            Assert.Equal(isQuoted, field.AsSpan().ContainsAny(",\"\r\n"));
            Assert.True(read.Length == 0 || !"=+-@\t\r\n\0＝＋－＠".Contains(read[0], StringComparison.Ordinal));
            Assert.Equal(text, read == text ? read : read[1..]);
        },
        iter: 100_000);

    [Fact]
    public async Task Tables_tell_the_same_as_the_data()
    {
        await using var core = await LivedAsync();
        var files = (await ExportAsync(core, "en")).Files;
        var events = Lines(files["events.csv"]);
        Assert.Contains(events, line => line.EndsWith(",path,/=cmd", StringComparison.Ordinal));
        Assert.Contains(events, line => line.Contains(",firstName,'=HYPERLINK", StringComparison.Ordinal));
        Assert.Single(Lines(files["look-ups.csv"]), line => line.Contains("dealer:anna", StringComparison.Ordinal));
        Assert.Contains(Lines(files["choices.csv"]), line => line.Contains(",marketing-email,,,given,", StringComparison.Ordinal));
        Assert.Equal(2, Lines(files["decisions.csv"]).Length);
        Assert.Contains(Lines(files["identifiers.csv"]), line => line == "email,ann@example.com,yes");
    }

    [Theory]
    [InlineData("en", "What we keep about you")]
    [InlineData("ru", "Что мы храним о вас")]
    public async Task The_page_reads_without_script_and_shows_no_markup_of_others(string language, string title)
    {
        await using var core = await LivedAsync();
        var page = Encoding.UTF8.GetString((await ExportAsync(core, language)).Files["index.html"]);
        Assert.Contains($"<html lang=\"{language}\">", page);
        Assert.Contains(title, System.Net.WebUtility.HtmlDecode(page));
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>", page);
        Assert.Contains("&lt;b&gt;", page);
    }

    [Fact]
    public async Task Progress_only_grows_and_ends_with_all_of_it()
    {
        await using var core = await LivedAsync();
        for (var at = 0; at < 1_200; at++)
        {
            await core.SendAsync(core.Page("d-1", "/more", Yes));
        }

        var told = new Progress();
        await ExportAsync(core, "en", told);
        Assert.True(told.Seen.Count > 3);
        Assert.All(told.Seen.Zip(told.Seen.Skip(1)), pair => Assert.True(pair.First.Done <= pair.Second.Done));
        Assert.All(told.Seen, one => Assert.True(one.Done <= one.Total));
        Assert.True(told.Seen[^1].Done > 3_600);
    }

    [Fact]
    public async Task Who_is_erased_meanwhile_gets_nothing_that_calls_itself_whole()
    {
        await using var core = await LivedAsync();
        var access = (await core.Core.Access.OpenAsync([core.User("ann")], new AccessRequest("self", "test", "export"), Token))!;
        using var output = new MemoryStream();
        var erasing = new Progress { Then = () => core.Core.Erasures.EraseAsync([core.User("ann")], "anna", "asked", Token).AsTask().GetAwaiter().GetResult() };
        Assert.Null(await WriteOrNullAsync(access, output, erasing));
        Assert.Null(await AccessExport.WriteAsync(access, new ExportRequest("en", "Meridian"), new MemoryStream(), null, Token));
    }

    private static async Task<ExportOutcome?> WriteOrNullAsync(SelfAccess access, Stream output, Progress progress)
    {
        try
        {
            return await AccessExport.WriteAsync(access, new ExportRequest("en", "Meridian"), output, progress, Token);
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    private static string[] Lines(byte[] table) => Encoding.UTF8.GetString(table).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    private static async Task<(Dictionary<string, byte[]> Files, ExportOutcome Outcome)> ExportAsync(CoreUnderTest core, string language, IProgress<ExportProgress>? progress = null)
    {
        var access = (await core.Core.Access.OpenAsync([core.User("ann")], new AccessRequest("self", "test", "export"), Token))!;
        using var output = new MemoryStream();
        var outcome = (await AccessExport.WriteAsync(access, new ExportRequest(language, "Meridian"), output, progress, Token))!;
        output.Position = 0;
        using var archive = new ZipArchive(output, ZipArchiveMode.Read);
        var files = new Dictionary<string, byte[]>();
        foreach (var entry in archive.Entries)
        {
            using var file = new MemoryStream();
            await using var opened = await entry.OpenAsync(Token);
            await opened.CopyToAsync(file, Token);
            files.Add(entry.FullName, file.ToArray());
        }

        return (files, outcome);
    }

    private static async Task<CoreUnderTest> LivedAsync()
    {
        var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/device", Yes), core.Page("d-1", "/=cmd", Yes));
        await core.SendAsync(core.Identify("ann", "d-1", """{"firstName":"=HYPERLINK(<b>x</b>)","city":"Leeds"}""", Yes));
        await core.SendAsync(core.Dealer, default, core.Identify("ann", "", """{"email":"ann@example.com"}"""));
        await core.SendAsync(core.Page("", "/b", Yes, user: "ann"));
        await core.Core.Views.LookUpAsync(core.Workspace.Views["dealer"], [core.User("ann")], "dealer:anna", "test drive", Token);
        await core.Core.Decisions.DecideAsync(new Question([core.Workspace.Placements["home-hero"]], [core.User("ann")], [], "", false), Token);
        await core.DecideAsync(core.User("ann"), "marketing-email", ConsentState.Given);
        return core;
    }

    private sealed class Progress : IProgress<ExportProgress>
    {
        public List<ExportProgress> Seen { get; } = [];

        public Action? Then { get; init; }

        public void Report(ExportProgress value)
        {
            Seen.Add(value);
            if (Seen.Count == 1)
            {
                Then?.Invoke();
            }
        }
    }
}
