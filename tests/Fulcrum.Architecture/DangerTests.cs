using System.Text.RegularExpressions;

namespace Fulcrum.Architecture;

/// <summary>What the program does not do at all, so that nothing sent to it can make it: each by the calls that would be needed.</summary>
/// <remarks>The text of the source is looked at, without its comments. <c>Fulcrum.Prove</c> breaks installations on purpose and serves nobody.</remarks>
public partial class DangerTests
{
    /// <summary>Rooms that answer somebody over a network, or hold what they answer with.</summary>
    private static readonly string[] ServedRooms =
        ["Fulcrum", "Fulcrum.Backups", "Fulcrum.Cluster", "Fulcrum.Hosting", "Fulcrum.Mail", "Fulcrum.Pages", "Fulcrum.Portal", "Fulcrum.Postgres", "Fulcrum.Server", "Fulcrum.Sqlite", "Fulcrum.StaffConsole"];

    /// <summary>What no room of the product does, but the one that breaks things.</summary>
    private static readonly Dictionary<string, string> Nowhere = new()
    {
        ["code out of text"] = @"Assembly\.Load|CSharpScript|DynamicMethod|AssemblyBuilder|Activator\.CreateInstance|\.Compile\(\)",
        ["a type that the sender names"] = @"BinaryFormatter|TypeNameHandling|JsonPolymorphic|JsonDerivedType|Type\.GetType\(|NetDataContractSerializer",
        ["XML"] = @"\bXml(Reader|Document|Serializer|TextReader|Schema)\b|\bXDocument\b|\bXElement\b|\bXPath|\bXslt?\w*Transform",
        ["an old hash or cipher"] = @"\bMD5\b|\bSHA1\b|HashAlgorithmName\.(MD5|SHA1)|\b(DES|TripleDES|RC2|RC4|AesManaged|RijndaelManaged)\b|\bAes\.Create\b|CipherMode\.|RSAEncryptionPadding",
        ["chance that can be foretold"] = @"\bnew Random\(|\bRandom\.Shared\b",
        ["memory by hand"] = @"\bunsafe\b\s*[{(a-z]|\bMarshal\.(Alloc|Copy|Ptr|Write|Read)|\bstackalloc\b[^;]*\*\s*\w+\s*=|AllowUnsafeBlocks|\bfixed\s*\(",
        ["looking away from a certificate"] = @"Certificate(Custom)?ValidationCallback|DangerousAcceptAny|CertificateChainPolicy|X509VerificationFlags",
        ["another way in or out"] = @"\b(Use|Accept)WebSocket|\bSignalR\b|\bHub\b<|\bGraphQL|\bLdap\w*|DirectoryServices|RTCPeerConnection|\bSaml\w*|\bMemcached?\b|\bAntlr|\bLaTeX\b|\bSvg\w*Parse",
        ["directories shown, or files by the path asked for"] = @"UseDirectoryBrowser|UseFileServer|UseStaticFiles|MapStaticAssets|UseDeveloperExceptionPage",
    };

    /// <summary>What stands in a statement between its words. Each was looked at: a table's name, a list of columns, or a number of ours; values are bound.</summary>
    private static readonly HashSet<string> InStatements =
    [
        "Table", "day.Table", "days[i].Table", "days[^1].Table", "_days[i].Table", "table", "name", "columns", "Name(number)", "address.Schema", "RowCoding.Columns", "Pack.EntrySize",
        "day.First", "pack.First", "pack.Day", "KeysAtOnce", "PortionRows", "pageSize", "synchronous", "version", "Version", "Of(secrets)", "options.JournalPagesMax", "head", "from", "until",
        "after.Value", "subject.Value", "Kind", "lockWaitMs", "Mine", "InForce", "step.Number", "step.Name", "schema", "address.KeySchema", "RowsAtOnce", "until + options.PieceRows", "piece * KeysPerPiece", "(piece + 1) * KeysPerPiece",
        "(_countsReplays ? \"replayed\" : \"0\")",
    ];

    /// <summary>What the build is told: warnings are errors, of packages with known weaknesses too, also of those that others bring along.</summary>
    private static readonly string[] Strict =
    [
        "<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", "<NuGetAuditMode>all</NuGetAuditMode>", "<WarningsNotAsErrors>$(WarningsNotAsErrors);NU1900</WarningsNotAsErrors>",
        "<CheckForOverflowUnderflow>true</CheckForOverflowUnderflow>", "<RestorePackagesWithLockFile>true</RestorePackagesWithLockFile>",
    ];

    public static TheoryData<string> What => [.. Nowhere.Keys];

    [Theory]
    [MemberData(nameof(What))]
    public void Nothing_of_the_product_needs(string what) => Assert.Empty(Product.SelectMany(source => Doing(source, Nowhere[what])));

    [Theory]
    [InlineData("code out of text", "var made = Activator.CreateInstance(type);")]
    [InlineData("a type that the sender names", "[JsonPolymorphic] record Shape;")]
    [InlineData("XML", "var read = XDocument.Load(stream);")]
    [InlineData("an old hash or cipher", "var hash = MD5.HashData(bytes);")]
    [InlineData("chance that can be foretold", "var code = new Random().Next();")]
    [InlineData("memory by hand", "unsafe { byte* at = first; }")]
    [InlineData("looking away from a certificate", "ServerCertificateCustomValidationCallback = (_, _, _, _) => true,")]
    [InlineData("another way in or out", "app.UseWebSockets(); await http.WebSockets.AcceptWebSocketAsync();")]
    [InlineData("directories shown, or files by the path asked for", "app.UseDirectoryBrowser();")]
    public void It_would_be_caught(string what, string code) => Assert.NotEmpty(Doing(new Source("New.cs", code), Nowhere[what]));

    [Fact]
    public void No_room_that_serves_starts_another_program() => Assert.Empty(Served.SelectMany(source => Doing(source, Starting)));

    [Fact]
    public void A_room_that_starts_one_is_caught() => Assert.NotEmpty(Doing(new Source("New.cs", "Process.Start(\"sh\", line);"), Starting));

    [Fact]
    public void Whoever_calls_out_follows_no_redirect_and_asks_no_proxy_of_its_surroundings() => Assert.Empty(Served.SelectMany(Following));

    [Theory]
    [InlineData("new HttpClient(new SocketsHttpHandler { UseProxy = false })")]
    [InlineData("new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })")]
    [InlineData("new HttpClient()")]
    [InlineData("new HttpClientHandler()")]
    public void A_caller_that_would_is_caught(string code) => Assert.NotEmpty(Following(new Source("New.cs", $"class New {{ object _call = {code}; }}")));

    [Fact]
    public void Only_listed_names_and_numbers_stand_between_the_words_of_a_statement() => Assert.Equal("", string.Join('\n', Product.SelectMany(Unbound)));

    [Fact]
    public void A_value_put_into_a_statement_is_caught() =>
        Assert.Equal(["New.cs: request.Name"], Unbound(new Source("New.cs", "var rows = new NpgsqlCommand($\"SELECT * FROM people WHERE name = '{request.Name}'\", connection);")));

    [Fact]
    public void Every_expression_is_without_repetition_inside_repetition_or_does_not_go_back() => Assert.Equal("", string.Join('\n', Product.SelectMany(Endless)));

    [Theory]
    [InlineData("[GeneratedRegex(\"^(a+)+$\")] private static partial Regex New();")]
    [InlineData("[GeneratedRegex(@\"(\\w*,)*x\")] private static partial Regex New();")]
    [InlineData("var read = new Regex(text);")]
    [InlineData("var read = new Regex(text, RegexOptions.NonBacktracking);")]
    [InlineData("var is = Regex.IsMatch(text, pattern);")]
    public void One_that_could_run_for_long_is_caught(string code) => Assert.NotEmpty(Endless(new Source("New.cs", code)));

    [Fact]
    public void Scripts_of_ours_write_no_markup_run_no_text_and_hear_no_other_window() => Assert.Empty(Scripts.SelectMany(script => Doing(script, InScript)));

    [Theory]
    [InlineData("shelf.innerHTML = answer")]
    [InlineData("eval(answer)")]
    [InlineData("window.addEventListener('message', take)")]
    public void A_script_that_does_is_caught(string code) => Assert.NotEmpty(Doing(new Source("new.js", code), InScript));

    [Fact]
    public void Every_folder_that_uses_cryptography_is_in_the_inventory() => Assert.Empty(Uninventoried(Product, Repository.Read("docs/security/design.md")));

    [Fact]
    public void One_that_is_not_is_caught() =>
        Assert.Equal(["src/Fulcrum.New/Doors"], Uninventoried([new Source("src/Fulcrum.New/Doors/New.cs", "using System.Security.Cryptography;\n")], Repository.Read("docs/security/design.md")));

    [Fact]
    public void There_are_scripts_and_statements_to_look_at()
    {
        Assert.True(Scripts.Count() > 10);
        Assert.True(Product.Sum(source => Statement().Count(source.Text)) > 40);
    }

    [Fact]
    public void The_build_refuses_warnings_weak_packages_and_unchecked_sums() => Assert.Empty(Lax(Repository.Read("Directory.Build.props")));

    [Fact]
    public void A_build_that_lets_one_pass_is_caught()
    {
        var props = Repository.Read("Directory.Build.props");
        Assert.NotEmpty(Lax(props.Replace("NU1900", "NU1900;NU1903", StringComparison.Ordinal)));
        Assert.NotEmpty(Lax(props.Replace(">all<", ">direct<", StringComparison.Ordinal)));
        Assert.NotEmpty(Lax(props.Replace("<CheckForOverflowUnderflow>true", "<CheckForOverflowUnderflow>false", StringComparison.Ordinal)));
    }

    private static readonly string[] ScriptFolders = ["src", "sdk/browser/src", "web"];

    private const string Starting = @"\bProcess\.Start\b|\bProcessStartInfo\b|\bnew Process\b";

    private const string InScript = @"\b(inner|outer)HTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function\(|setTimeout\(\s*['""`]|__proto__|postMessage|['""]message['""]\s*,|\bjsonp\b";

    private static IEnumerable<Source> Product => Source.Product.Where(source => !source.Path.StartsWith("src/Fulcrum.Prove/", StringComparison.Ordinal));

    private static IEnumerable<Source> Served => Product.Where(source => ServedRooms.Any(room => source.Path.StartsWith($"src/{room}/", StringComparison.Ordinal)));

    private static IEnumerable<Source> Scripts =>
        from folder in ScriptFolders
        from path in Repository.Files(folder, "*.js")
        select new Source(path, Repository.Read(path));

    private static IEnumerable<string> Doing(Source source, string pattern) =>
        from line in source.Text.Split('\n')
        let code = Comment().Replace(line, "")
        where Regex.IsMatch(code, pattern)
        select $"{source.Path}: {code.Trim()}";

    private static IEnumerable<string> Following(Source source)
    {
        foreach (Match match in Caller().Matches(source.Text))
        {
            var made = source.Text.Substring(match.Index, Math.Min(400, source.Text.Length - match.Index));
            if (!made.Contains("AllowAutoRedirect = false", StringComparison.Ordinal) || !made.Contains("UseProxy = false", StringComparison.Ordinal))
            {
                yield return $"{source.Path}: {match.Value}";
            }
        }
    }

    private static IEnumerable<string> Unbound(Source source) =>
        from statement in Statement().Matches(source.Text)
        from hole in Hole().Matches(statement.Value).Select(hole => hole.Groups[1].Value)
        where !InStatements.Contains(hole) && !hole.StartsWith("Layouts.", StringComparison.Ordinal) && !hole.StartsWith("(short)EntryKind.", StringComparison.Ordinal)
        select $"{source.Path}: {hole}";

    private static IEnumerable<string> Endless(Source source)
    {
        foreach (var pattern in Generated().Matches(source.Text).Select(match => match.Groups[1].Value).Where(pattern => Nested().IsMatch(pattern)))
        {
            yield return $"{source.Path}: {pattern}";
        }

        foreach (var made in Made().Matches(source.Text).Select(match => match.Value).Where(made => !made.Contains("NonBacktracking", StringComparison.Ordinal) && !(Literal().IsMatch(made) && !Nested().IsMatch(made[made.IndexOf('"', StringComparison.Ordinal)..]))))
        {
            yield return $"{source.Path}: {made}";
        }

        if (source.Text.Contains("new Regex(", StringComparison.Ordinal) && !source.Text.Contains("Regex.Escape(", StringComparison.Ordinal))
        {
            yield return $"{source.Path}: words in an expression that are not escaped";
        }
    }

    private static IEnumerable<string> Uninventoried(IEnumerable<Source> sources, string page) =>
        from folder in sources.Where(source => Cryptography().IsMatch(source.Text)).Select(source => Path.GetDirectoryName(source.Path)!.Replace('\\', '/')).Distinct()
        where !page.Contains($"`{folder}`", StringComparison.Ordinal)
        select folder;

    private static IEnumerable<string> Lax(string props) => Strict.Where(line => !props.Contains(line, StringComparison.Ordinal));

    [GeneratedRegex(@"System\.Security\.Cryptography\b|Org\.BouncyCastle\b|\bAesGcm\b")]
    private static partial Regex Cryptography();

    [GeneratedRegex(@"//.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"new (?:HttpClient\(\)|HttpClient \{|HttpClientHandler|SocketsHttpHandler)")]
    private static partial Regex Caller();

    // A text with holes that begins with a verb of SQL, on one line or raw.
    [GeneratedRegex("""\$(?:"(?!"")\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|PRAGMA|VACUUM|SET|WITH|TRUNCATE|LOCK|COPY)\b[^\n]*?"(?=[,;)]|\s*$)|"{3}\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|WITH|DO)\b[\s\S]*?"{3})""", RegexOptions.Multiline)]
    private static partial Regex Statement();

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Hole();

    [GeneratedRegex("""\[GeneratedRegex\(@?"((?:[^"\\]|\\.|"")*)""")]
    private static partial Regex Generated();

    // A group that repeats, and holds something that repeats without a bound.
    [GeneratedRegex(@"\((?:[^()\\]|\\.)*(?<!\\)[+*](?:[^()\\]|\\.)*\)[+*{]")]
    private static partial Regex Nested();

    [GeneratedRegex(@"^Regex\.\w+\([\w.]+, @?""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"new Regex\([^\n]*|\bRegex\.(?:IsMatch|Match|Matches|Replace|Split)\([^\n]*")]
    private static partial Regex Made();
}
