using System.Text.Encodings.Web;
using System.Text.Json;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;

namespace Fulcrum.Cli.Collect;

/// <summary>What the server says of quarantine, as people and machines read it.</summary>
internal static class QuarantineForm
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The list.</summary>
    public static int List(JsonElement answer, bool json, Screen screen)
    {
        if (json)
        {
            screen.PutJson(new { schema = 1, quarantined = answer.GetProperty("quarantined") });
        }
        else
        {
            screen.PutTable(["id", "source", "received", "reason", "remedy"], Rows(answer.GetProperty("quarantined"), "id", "source", "at", "reason", "remedy"));
        }

        return ExitCode.Ok;
    }

    /// <summary>Who looked.</summary>
    public static int LookUps(JsonElement answer, bool json, Screen screen)
    {
        if (json)
        {
            screen.PutJson(new { schema = 1, lookUps = answer.GetProperty("lookUps") });
        }
        else
        {
            screen.PutTable(["at", "act", "who", "why", "id"], Rows(answer.GetProperty("lookUps"), "at", "act", "who", "why", "id"));
        }

        return ExitCode.Ok;
    }

    /// <summary>One payload.</summary>
    public static int Show(JsonElement answer, bool json, Screen screen)
    {
        if (json)
        {
            screen.PutJson(answer);
            return ExitCode.Ok;
        }

        screen.Put($"{TextOf(answer, "id")}  from {TextOf(answer, "source")}, received {TextOf(answer, "at")}");
        screen.Put($"reason: {TextOf(answer, "detail")} [{TextOf(answer, "reason")}]");
        screen.Put($"remedy: {TextOf(answer, "remedy")}");
        screen.Put();
        screen.Put(Pretty(PayloadOf(answer)));
        return ExitCode.Ok;
    }

    /// <summary>One payload into a file that only its owner can read.</summary>
    public static int Write(JsonElement answer, string path, Screen screen)
    {
        if (File.Exists(path))
        {
            throw new CommandFault(new Fault("file-exists", "There is a file already.", "Name another with --out."), ExitCode.Conflict, path);
        }

        PrivateFile.Write(path, System.Text.Encoding.UTF8.GetBytes(Pretty(PayloadOf(answer)) + "\n"));
        screen.Say($"{TextOf(answer, "detail")} {TextOf(answer, "remedy")}");
        screen.Put($"Written to {path}. Mend it, then: fulcrum quarantine replay {TextOf(answer, "id")} --file {path} --why REASON. It may be personal data: delete it afterwards.");
        return ExitCode.Ok;
    }

    /// <summary>A mended payload.</summary>
    /// <exception cref="CommandFault">It is no JSON object.</exception>
    public static JsonElement Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandFault(new Fault("file-missing", "There is no file here.", "Name the file that fulcrum quarantine repair wrote."), ExitCode.NotFound, path);
        }

        try
        {
            var payload = JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(path));
            if (payload.ValueKind == JsonValueKind.Object)
            {
                return payload;
            }
        }
        catch (JsonException fault)
        {
            throw new CommandFault(
                new Fault("bad-json", "The file is not JSON.", "Mend it at the line and column named."), where: $"{path}:{(fault.LineNumber ?? 0) + 1}:{(fault.BytePositionInLine ?? 0) + 1}");
        }

        throw new CommandFault(new Fault("not-an-object", "The file is not one JSON object.", "Write one event as an object."), where: path);
    }

    /// <summary>What became of a replay.</summary>
    public static int Replayed(JsonElement answer, bool json, Screen screen)
    {
        var fate = TextOf(answer, "fate");
        if (json)
        {
            screen.PutJson(answer);
        }
        else if (fate == "stored")
        {
            screen.Put("Taken in: it is on disk.");
        }
        else if (fate == "duplicate")
        {
            screen.Put("Not needed any more: the same message came again meanwhile and is on disk. It left quarantine.");
        }
        else
        {
            screen.Put($"{(fate == "refused" ? "Not kept; it left quarantine" : "Still kept aside")}: {TextOf(answer, "detail")} [{TextOf(answer, "reason")}]");
            screen.Put($"remedy: {TextOf(answer, "remedy")}");
        }

        return fate == "quarantined" ? ExitCode.VerificationFailed : ExitCode.Ok;
    }

    private static string PayloadOf(JsonElement answer)
    {
        if (answer.TryGetProperty("payloadBase64", out _))
        {
            throw new CommandFault(new Fault("payload-not-text", "What was kept aside is no text.", "Show it with --json, which writes its bytes in base64."), where: TextOf(answer, "id"));
        }

        return answer.GetProperty("payload").GetString()
            ?? throw new CommandFault(new Fault("payload-damaged", "What was kept aside cannot be opened: it is damaged.", "Let it be sent again, or restore the store from a backup."), where: TextOf(answer, "id"));
    }

    private static string Pretty(string payload)
    {
        try
        {
            return JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(payload), Indented);
        }
        catch (JsonException) // A body nobody could read is shown as it came.
        {
            return payload;
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(JsonElement rows, params string[] members) =>
        rows.EnumerateArray().Select(row => (IReadOnlyList<string>)[.. members.Select(member => TextOf(row, member))]);

    private static string TextOf(JsonElement row, string member) => row.GetProperty(member).GetString() ?? "";
}
