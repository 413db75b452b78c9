using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Fulcrum.Cli.Tests.Deploy;

/// <summary>Renders the part of Helm's templates that our chart uses: values, <c>required</c>, <c>quote</c>, <c>if [not]</c>, <c>else</c>, <c>range</c>, <c>fail</c>. Anything else is refused.</summary>
internal sealed partial class ChartTemplate(YamlMappingNode values, string release)
{
    /// <summary>The text of a template, rendered.</summary>
    /// <exception cref="ChartException">It says what is missing, or uses what this does not know.</exception>
    public string Render(string template)
    {
        var parts = Actions().Split(template);
        var output = new StringBuilder();
        var at = 0;
        Block(parts, ref at, output, true, null);
        return at == parts.Length ? output.ToString() : throw new ChartException($"an {parts[at]} too many");
    }

    /// <summary>Text stands at even places, actions at odd ones. Ends before an <c>else</c> or <c>end</c> of its own.</summary>
    private void Block(string[] parts, ref int at, StringBuilder output, bool isShown, string? item)
    {
        for (; at < parts.Length; at++)
        {
            if (at % 2 == 0)
            {
                output.Append(isShown ? parts[at] : "");
                continue;
            }

            var action = parts[at];
            if (action is "else" or "end")
            {
                return;
            }

            if (action.StartsWith("if ", StringComparison.Ordinal))
            {
                var holds = action.StartsWith("if not ", StringComparison.Ordinal) ? !IsTrue(action[7..]) : IsTrue(action[3..]);
                at++;
                Block(parts, ref at, output, isShown && holds, item);
                if (At(parts, at) == "else")
                {
                    at++;
                    Block(parts, ref at, output, isShown && !holds, item);
                }

                Require(parts, at);
            }
            else if (action.StartsWith("range ", StringComparison.Ordinal))
            {
                var from = ++at;
                var items = Find(action[6..]) is YamlSequenceNode list ? list.Children.Select(child => ((YamlScalarNode)child).Value).ToList() : [];
                foreach (var one in items.DefaultIfEmpty(null))
                {
                    at = from;
                    Block(parts, ref at, output, isShown && one is not null, one);
                }

                Require(parts, at);
            }
            else if (isShown)
            {
                output.Append(Evaluate(action, item));
            }
        }
    }

    private static string At(string[] parts, int at) => at < parts.Length ? parts[at] : "";

    private static void Require(string[] parts, int at)
    {
        if (At(parts, at) != "end")
        {
            throw new ChartException("an end is missing");
        }
    }

    private string Evaluate(string action, string? item)
    {
        if (Words().Match(action) is { Success: true } told)
        {
            return told.Groups["do"].Value == "fail" || !IsTrue(told.Groups["value"].Value) ? throw new ChartException(told.Groups["say"].Value) : Text(told.Groups["value"].Value);
        }

        return action switch
        {
            "." => item ?? throw new ChartException("no item here"),
            ".Release.Name" => release,
            _ when action.EndsWith(" | quote", StringComparison.Ordinal) => $"\"{Text(action[..^8])}\"",
            _ => Text(action),
        };
    }

    private string Text(string path) => Find(path) is YamlScalarNode { Value: { } value } ? value : throw new ChartException($"{path} is no value of values.yaml");

    private bool IsTrue(string path) => Find(path) switch
    {
        YamlScalarNode scalar => scalar.Value is not (null or "" or "false" or "0"),
        YamlSequenceNode list => list.Children.Count > 0,
        _ => throw new ChartException(string.Create(CultureInfo.InvariantCulture, $"{path} is no value of values.yaml")),
    };

    private YamlNode? Find(string path)
    {
        YamlNode? node = path.StartsWith(".Values.", StringComparison.Ordinal) ? values : throw new ChartException($"\"{path}\" is not known here");
        foreach (var name in path[8..].Split('.'))
        {
            node = node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;
        }

        return node;
    }

    // A dash eats the white space on its side, as in Helm.
    [GeneratedRegex(@"(?:\s*\{\{-|\{\{)\s*(.*?)\s*(?:-\}\}\s*|\}\})", RegexOptions.Singleline)]
    private static partial Regex Actions();

    [GeneratedRegex("^(?<do>required|fail) \"(?<say>[^\"]*)\"(?: (?<value>\\S+))?$")]
    private static partial Regex Words();
}

/// <summary>A chart says that something is missing.</summary>
internal sealed class ChartException(string message) : Exception(message);
