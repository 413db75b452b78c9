using System.Text.Json;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Tests.Consent;

/// <summary>Consent records go out and come in from the command line, with and without a running server.</summary>
public sealed class ConsentsTests
{
    private const string Given = """
        {"identifiers":{"userId":"u-1"},"decisions":[{"purpose":"marketing-email","state":"given","notice":"web-privacy@2026-11","language":"en","at":"2026-11-20T09:30:00Z","channel":"web"}]}
        """;

    [Fact]
    public async Task A_subjects_records_go_out_of_a_running_server_and_into_a_store()
    {
        using var folder = new Folder();
        var (from, to) = (folder["from"], folder["to"]);
        await ApplyAsync(from);
        await ApplyAsync(to);
        using (var server = await ServedStore.StartAsync(from))
        {
            Assert.Equal(200, (await server.PostAsync("/v1/consents", Given, server.DecideKey)).Status);
            var line = $"{RunningInstance.KeyVariable}='{server.AdminKey}' dotnet '{CliProcess.Program}' consents export --format dpv --subject - --named --jurisdiction GB --server '{server.Address}'";
            var (exit, data, notes) = await CliProcess.RunShellAsync($"echo user-id=u-1 | {line} > '{folder["records.json"]}'");
            Assert.True(exit == ExitCode.Ok, data + notes);
        }

        var trial = await CliProcess.RunAsync("consents", "import", folder["records.json"], "--format", "dpv", "--principal", "user-id", "--trial", "--store", to);
        var taken = await CliProcess.RunAsync("consents", "import", folder["records.json"], "--format", "dpv", "--principal", "user-id", "--json", "--store", to);
        var ours = await CliProcess.RunAsync("consents", "export", "--format", "ours", "--subject", "user-id=u-1", "--store", to);

        Assert.Equal((ExitCode.Ok, "1 read, 1 to record, 0 recorded (a trial)."), (trial.Exit, trial.Data.Trim()));
        Assert.Equal((ExitCode.Ok, 1), (taken.Exit, JsonDocument.Parse(taken.Data).RootElement.GetProperty("recorded").GetInt32()));
        var events = JsonDocument.Parse(ours.Data).RootElement.GetProperty("records")[0].GetProperty("events");
        Assert.Equal(("2026-11-20T09:30:00.000Z", "import:dpv"), (events[0].GetProperty("event_time").GetString(), events[0].GetProperty("source").GetString()));
    }

    [Fact]
    public async Task A_refusal_names_field_rule_and_law_and_no_bad_line_is_a_stack_trace()
    {
        using var folder = new Folder();
        await ApplyAsync(folder["store"]);
        await File.WriteAllTextAsync(folder["receipt.json"], """{"version":"KI-CR-v1.1.0","services":[]}""", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["twice.json"], """{"a":1,"a":2}""", TestContext.Current.CancellationToken);

        var refused = await CliProcess.RunAsync("consents", "import", folder["receipt.json"], "--format", "kantara", "--principal", "user-id", "--store", folder["store"]);
        var twice = await CliProcess.RunAsync("consents", "import", folder["twice.json"], "--format", "ours", "--store", folder["store"]);
        var missing = await CliProcess.RunAsync("consents", "import", folder["nowhere.json"], "--format", "ours", "--store", folder["store"]);
        var nobody = await CliProcess.RunAsync("consents", "export", "--format", "ours", "--subject", "u-1", "--store", folder["store"]);

        Assert.Equal(ExitCode.Failure, refused.Exit);
        Assert.Contains("jurisdiction", refused.Notes, StringComparison.Ordinal);
        Assert.Contains("is missing and mandatory (Kantara Consent Receipt 1.1, schema)", refused.Notes, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Failure, ExitCode.NotFound, ExitCode.Usage), (twice.Exit, missing.Exit, nobody.Exit));
        Assert.All([refused, twice, missing, nobody], result => Assert.DoesNotContain("   at ", result.Notes, StringComparison.Ordinal));
    }

    private static async Task ApplyAsync(string store)
    {
        var (exit, _, notes) = await CliProcess.RunAsync("workspace", "apply", Path.Combine(Folder.Repository, "samples", "motors"), "--store", store);
        Assert.True(exit == ExitCode.Ok, notes);
    }
}
