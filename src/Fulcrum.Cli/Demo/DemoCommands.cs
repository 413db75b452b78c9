using Fulcrum.Cli.Shell;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Demo;

/// <summary>The three commands a reader can paste, with this demo's own keys in them.</summary>
internal sealed class DemoCommands(string url, string decideKey, Workspace workspace, string customerNumber)
{
    /// <summary>Send an event; ask a decision; look a customer up as a dealer.</summary>
    public IReadOnlyList<string> All =>
    [
        $"curl -sS {url}/v1/page -u '{workspace.Sources["web"].WriteKey}:' -d '{{\"userId\": \"{SampleShopper.UserId}\", \"properties\": {{\"path\": \"/models/comet\", \"section\": \"sport\"}}}}'",
        $"curl -sS {url}/v1/decide -H 'Authorization: Bearer {decideKey}' -d '{{\"placements\": [\"home-hero\"], \"subject\": {{\"customer-number\": \"{customerNumber}\"}}}}'",
        $"curl -sS {url}/v1/views/dealer -H 'Authorization: Bearer {decideKey}' -d '{{\"identifiers\": {{\"userId\": \"{SampleShopper.UserId}\"}}, \"who\": \"dealer-042\", \"why\": \"customer at the desk\"}}'",
    ];

    /// <summary>Shows them.</summary>
    public void Show(Screen screen, string adminKey)
    {
        screen.Say();
        screen.Say("Three commands to try:");
        string[] titles = ["# send an event: the made-up shopper looks at one more page", "# ask a decision for a real customer of the import", "# look the shopper up as a dealer, five pages and all"];
        foreach (var (title, command) in titles.Zip(All))
        {
            screen.Put();
            screen.Put(title);
            screen.Put(command);
        }

        screen.Say();
        screen.Say($"For the admin routes (docs: src/Fulcrum.Server/README.md): {adminKey}");
    }
}
