using System.Diagnostics;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Fulcrum.Cli.Tests.Deploy;

/// <summary>What is handed to those who deploy: it parses, starts nobody as root, has no password, and names what the program knows.</summary>
public partial class DeployTests
{
    private static readonly string[] Given =
    [
        "image.repository=registry.example/fulcrum", "nodeSecret=fulcrum-node", "tlsSecret=fulcrum-tls", "portalUrl=https://privacy.example.com", "consoleUrl=https://staff.example.com", "otlp=http://collector:4318",
        "postgres.enabled=true", "postgres.passwordSecret=pg",
    ];

    private static string Root => Path.Combine(Folder.Repository, "deploy");

    [Fact]
    public void The_chart_renders_to_what_Kubernetes_takes_as_nobody_privileged_with_probes_and_a_budget()
    {
        var objects = Objects(Given);

        Assert.Equal(["PodDisruptionBudget", "Service", "Service", "Service", "StatefulSet", "StatefulSet"], objects.Select(one => Value(one, "kind")).Order(StringComparer.Ordinal));
        foreach (var set in objects.Where(one => Value(one, "kind") == "StatefulSet"))
        {
            var pod = At(set, "spec", "template", "spec");
            Assert.Equal("true", Value(pod, "securityContext", "runAsNonRoot"));
            Assert.Equal("false", Value(pod, "automountServiceAccountToken"));
            var main = (YamlMappingNode)((YamlSequenceNode)At(pod, "containers")).Children.Single();
            Assert.True(main.Children.ContainsKey("livenessProbe") && main.Children.ContainsKey("readinessProbe"));
            Assert.Equal("false", Value(main, "securityContext", "allowPrivilegeEscalation"));
        }
    }

    [Theory]
    [InlineData("nodeSecret=", "nodeSecret")]
    [InlineData("tlsSecret=", "tlsSecret or trustedProxies")]
    [InlineData("postgres.passwordSecret=", "there is no default")]
    [InlineData("image.repository=", "image.repository")]
    public void What_has_to_be_given_is_asked_for_and_never_made_up(string without, string said) =>
        Assert.Contains(said, Assert.Throws<ChartException>(() => Objects([.. Given, without])).Message, StringComparison.Ordinal);

    [Fact]
    public void Behind_proxies_that_are_named_it_does_without_a_certificate()
    {
        var text = string.Concat(Rendered([.. Given, "tlsSecret=", "trustedProxies=10.0.0.0/24,10.0.1.7"]).Select(one => one.Text));

        Assert.Contains("- 10.0.0.0/24", text, StringComparison.Ordinal);
        Assert.Contains("- 10.0.1.7", text, StringComparison.Ordinal);
        Assert.DoesNotContain("--certificate", text, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_with_what_is_not_a_value_or_not_closed_is_caught()
    {
        var values = new YamlMappingNode();

        Assert.Throws<ChartException>(() => new ChartTemplate(values, "r").Render("a: {{ .Values.typo }}"));
        Assert.Throws<ChartException>(() => new ChartTemplate(values, "r").Render("a: {{ include \"x\" . }}"));
        Assert.Throws<ChartException>(() => new ChartTemplate(new YamlMappingNode("a", "b"), "r").Render("{{ if .Values.a }} x"));
    }

    [Fact]
    public void The_compose_file_runs_two_nodes_as_nobody_privileged_over_a_database_whose_password_is_in_a_file()
    {
        var compose = Yaml(File.ReadAllText(Path.Combine(Root, "compose", "compose.yaml"))).Single();
        var services = (YamlMappingNode)At(compose, "services");

        Assert.Equal(["node-1", "node-2", "postgres"], services.Children.Keys.Select(key => ((YamlScalarNode)key).Value!).Order(StringComparer.Ordinal));
        Assert.Equal("/run/secrets/postgres-password", Value(services, "postgres", "environment", "POSTGRES_PASSWORD_FILE"));
        Assert.All(PublishedPorts(services), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_option_that_is_named_is_one_of_the_program_and_a_misspelt_one_is_caught()
    {
        var (_, help, _) = await CliProcess.RunAsync("serve", "--help");
        var known = Options().Matches(help).Select(match => match.Value).Append("--store").ToHashSet();

        Assert.True(Commands().Count >= 4);
        Assert.Empty(Commands().SelectMany(command => Unknown(command, known)));
        Assert.Equal(["--metrics-prot"], Unknown("serve --store x --metrics-prot 9464", known));
    }

    [Fact]
    public void Every_port_that_is_opened_is_one_that_is_served_and_another_is_caught()
    {
        var served = new HashSet<string> { "5080", "5081", "5082", "9464", "5432" };
        var named = Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Where(path => !path.Contains("grafana", StringComparison.Ordinal)).SelectMany(path => PortsIn(File.ReadAllText(path))).ToList();

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(served));
        Assert.NotEmpty(PortsIn("EXPOSE 5083").Except(served));
        Assert.NotEmpty(PortsIn("containerPort: 8080").Except(served));
    }

    [Fact]
    public void Images_are_pinned_the_program_is_not_root_and_the_base_has_no_shell()
    {
        var container = File.ReadAllText(Path.Combine(Root, "container", "Containerfile"));
        var images = Images().Matches(container + string.Concat(Rendered(Given).Select(one => one.Text)) + File.ReadAllText(Path.Combine(Root, "compose", "compose.yaml"))).Select(match => match.Groups[1].Value).ToList();

        Assert.True(images.Count >= 5, string.Join(", ", images));
        Assert.DoesNotContain(images, IsFloating);
        Assert.True(IsFloating("postgres:latest") && IsFloating("postgres"));
        Assert.Matches("(?m)^USER 1654:1654$", container);
        Assert.Contains("chiseled", container, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_unit_is_one_systemd_takes_as_a_user_of_its_own()
    {
        var unit = await File.ReadAllTextAsync(Path.Combine(Root, "systemd", "fulcrum.service"), TestContext.Current.CancellationToken);

        foreach (var line in (string[])["User=fulcrum", "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "CapabilityBoundingSet=", "UMask=0077", "RestrictSUIDSGID=yes", "LimitNOFILE=65536"])
        {
            Assert.Contains($"\n{line}\n", unit, StringComparison.Ordinal);
        }

        if (File.Exists("/usr/bin/systemd-analyze"))
        {
            using var folder = new Folder();
            Assert.Equal("", await VerifyAsync(folder, unit));
            Assert.Contains("NoSuchKey", await VerifyAsync(folder, unit.Replace("NoNewPrivileges=yes", "NoSuchKey=yes", StringComparison.Ordinal)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_file_holds_a_password()
    {
        foreach (var path in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotMatch("(?im)^\\s*(postgres_)?password:\\s*[\"']?[^\\s\"'#{]", File.ReadAllText(path));
        }

        Assert.Matches("(?im)^\\s*(postgres_)?password:\\s*[\"']?[^\\s\"'#{]", "  POSTGRES_PASSWORD: letmein");
    }

    /// <summary>What systemd says of a unit, whose program is put in place by one that is there.</summary>
    private static async Task<string> VerifyAsync(Folder folder, string unit)
    {
        var path = folder["fulcrum.service"];
        await File.WriteAllTextAsync(path, unit.Replace("/usr/bin/dotnet", "/bin/true", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/systemd-analyze", ["verify", "--man=no", path]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        // Of other units of the machine it may complain as well.
        return string.Join('\n', said.Split('\n').Where(line => line.Contains("fulcrum.service", StringComparison.Ordinal)));
    }

    private static List<string> Commands() =>
    [
        Regex.Match(File.ReadAllText(Path.Combine(Root, "systemd", "fulcrum.service")), "(?m)^ExecStart=(.*)$").Groups[1].Value,
        .. Regex.Matches(File.ReadAllText(Path.Combine(Root, "compose", "compose.yaml")), "(?m)^    command: \\[(serve.*)\\]$").Select(match => match.Groups[1].Value),
        Regex.Match(File.ReadAllText(Path.Combine(Root, "container", "Containerfile")), "(?m)^CMD (.*)$").Groups[1].Value,
        .. Rendered(Given).Select(one => string.Join('\n', Regex.Matches(one.Text, "(?m)^            - (--\\S+)$").Select(match => match.Groups[1].Value))),
        .. Rendered([.. Given, "tlsSecret=", "trustedProxies=10.0.0.7"]).Select(one => string.Join('\n', Regex.Matches(one.Text, "(?m)^            - (--\\S+)$").Select(match => match.Groups[1].Value))),
    ];

    private static IEnumerable<string> Unknown(string command, HashSet<string> known) => Options().Matches(command).Select(match => match.Value).Where(option => !known.Contains(option));

    private static IEnumerable<string> PortsIn(string text) => Ports().Matches(text).SelectMany(match => match.Groups["port"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static bool IsFloating(string image) => !image.Contains(':', StringComparison.Ordinal) || image.EndsWith(":latest", StringComparison.Ordinal);

    private static IEnumerable<string> PublishedPorts(YamlMappingNode services) =>
        services.Children.Values.OfType<YamlMappingNode>().Where(service => service.Children.ContainsKey("ports")).SelectMany(service => ((YamlSequenceNode)At(service, "ports")).Children).Select(port => ((YamlScalarNode)port).Value!);

    private static List<YamlMappingNode> Objects(string[] given) => [.. Rendered(given).SelectMany(one => Yaml(one.Text))];

    /// <summary>Every template, with values in place of those of the chart.</summary>
    private static List<(string Name, string Text)> Rendered(string[] given)
    {
        var chart = Path.Combine(Root, "helm", "fulcrum");
        _ = Yaml(File.ReadAllText(Path.Combine(chart, "Chart.yaml"))).Single();
        var values = Yaml(File.ReadAllText(Path.Combine(chart, "values.yaml"))).Single();
        foreach (var (path, value) in given.Select(one => one.Split('=', 2)).Select(pair => (pair[0].Split('.'), pair[1])))
        {
            var owner = path[..^1].Aggregate(values, (node, name) => (YamlMappingNode)node.Children[new YamlScalarNode(name)]);
            var isList = owner.Children[new YamlScalarNode(path[^1])] is YamlSequenceNode;
            owner.Children[new YamlScalarNode(path[^1])] = isList ? new YamlSequenceNode(value.Split(',').Select(one => new YamlScalarNode(one))) : new YamlScalarNode(value);
        }

        var template = new ChartTemplate(values, "fulcrum");
        return [.. Directory.EnumerateFiles(Path.Combine(chart, "templates")).Order(StringComparer.Ordinal).Select(path => (Path.GetFileName(path), template.Render(File.ReadAllText(path))))];
    }

    private static IEnumerable<YamlMappingNode> Yaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Select(document => document.RootNode).OfType<YamlMappingNode>();
    }

    private static YamlNode At(YamlNode node, params string[] path) => path.Aggregate(node, (at, name) => ((YamlMappingNode)at).Children[new YamlScalarNode(name)]);

    private static string? Value(YamlNode node, params string[] path) => ((YamlScalarNode)At(node, path)).Value;

    [GeneratedRegex("--[a-z][a-z-]+")]
    private static partial Regex Options();

    [GeneratedRegex("(?m)(?:^EXPOSE (?<port>[0-9 ]+)$|containerPort: (?<port>[0-9]+)|^ +port: (?<port>[0-9]+)$|--(?:metrics-|portal-)?port[ ,\"]+(?<port>[0-9]+)|:(?<port>[0-9]+)\"[,\\]])")]
    private static partial Regex Ports();

    [GeneratedRegex("(?m)^(?:FROM| *image:) (?!fulcrum:)(\\S+)")]
    private static partial Regex Images();
}
