using System.CommandLine;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Snippet;

/// <summary><c>fulcrum snippet verify URL</c>: opens a page in a browser of this machine, twice, and names the mistakes made most often.</summary>
internal static class SnippetCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Make(Surroundings around)
    {
        var page = new Argument<string>("URL") { Description = "The page, as visitors reach it: http://… or https://…" };
        var browser = new Option<string?>("--browser") { Description = "The Chromium to open it in; the first on the path when left out.", HelpName = "PROGRAM" };
        var verify = new Command("verify", "Open a page as somebody new would, and say what is wrong with its snippet. Answers nothing in anybody's place.") { page, browser };
        verify.SetAction((line, cancellation) =>
        {
            var said = line.GetRequiredValue(page);
            return Uri.TryCreate(said, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                ? VerifyAsync(new Uri(said), line.GetValue(browser), line.GetValue(around.Json), around, cancellation)
                : throw new CommandFault(new Fault("url-unreadable", "This is no address of a page.", "Give it whole: https://www.example.com/"), ExitCode.Usage);
        });
        return new Command("snippet", "The browser snippet on your pages.") { verify };
    }

    private static async Task<int> VerifyAsync(Uri page, string? program, bool json, Surroundings around, CancellationToken cancellation)
    {
        await using var browser = await DevTools.OpenAsync(program, cancellation);
        var plain = await PageVisit.MakeAsync(browser, page, hasSignal: false, around.Clock, cancellation);
        var signalled = await PageVisit.MakeAsync(browser, page, hasSignal: true, around.Clock, cancellation);
        var faults = SnippetCheck.Find(plain, signalled);
        var remark = SnippetCheck.AsksInItsOwnWords(plain) ? "The page asks in its own words: its question and its way back were not looked at." : "";
        var screen = around.Screen;
        if (json)
        {
            screen.PutJson(new { schema = 1, page, holds = faults.IsEmpty, mistakes = faults.Select(fault => new { fault.Code, fault.What, fault.Remedy }), remark });
        }
        else
        {
            screen.Put(faults.IsEmpty ? "Nothing wrong was found." : $"{faults.Length} {(faults.Length == 1 ? "mistake" : "mistakes")}:");
            foreach (var fault in faults)
            {
                screen.Put($"  {fault.What} [{fault.Code}]");
                screen.Put($"    remedy: {fault.Remedy}");
            }

            if (remark.Length > 0)
            {
                screen.Put(remark);
            }
        }

        return faults.IsEmpty ? ExitCode.Ok : ExitCode.VerificationFailed;
    }
}
