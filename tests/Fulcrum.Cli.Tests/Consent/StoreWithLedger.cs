namespace Fulcrum.Cli.Tests.Consent;

/// <summary>Stores whose ledger holds a few consents, made through the real program.</summary>
internal static class StoreWithLedger
{
    public static async Task MakeAsync(Folder folder, string name)
    {
        var (exit, data, notes) = await CliProcess.RunAsync("workspace", "apply", Path.Combine(Folder.Repository, "samples", "motors"), "--store", folder[name]);
        Assert.True(exit == 0, data + notes);
    }

    /// <summary>A closed store with a consent of each of these.</summary>
    /// <returns>The sequences of the consents.</returns>
    public static async Task<List<long>> MakeAsync(Folder folder, string name, params string[] users)
    {
        await MakeAsync(folder, name);
        return await AddAsync(folder, name, users);
    }

    /// <summary>Consents more.</summary>
    public static async Task<List<long>> AddAsync(Folder folder, string name, params string[] users)
    {
        using var server = await ServedStore.StartAsync(folder[name]);
        var sequences = new List<long>();
        foreach (var user in users)
        {
            sequences.Add(await SayAsync(server, user));
        }

        await StopAsync(server);
        return sequences;
    }

    public static async Task<long> SayAsync(ServedStore server, string user)
    {
        var (status, body) = await TrySayAsync(server, user, "given");
        Assert.True(status == 200, body.ToString());
        return body.GetProperty("recorded")[0].GetProperty("sequence").GetInt64();
    }

    public static Task<(int Status, System.Text.Json.JsonElement Body)> TrySayAsync(ServedStore server, string user, string state) => server.PostAsync(
        "/v1/consents",
        $$"""{"identifiers":{"userId":"{{user}}"},"decisions":[{"purpose":"personalization","state":"{{state}}","notice":"web-privacy@2026-11","language":"en","channel":"web"}]}""",
        server.DecideKey);

    public static async Task StopAsync(ServedStore server)
    {
        await server.Process.TerminateAsync();
        Assert.Equal(0, await server.Process.EndAsync());
    }
}
