using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fulcrum.Architecture;

/// <summary>Compiles a few lines of C#, as somebody outside (or inside) the core might write them.</summary>
internal static class Snippet
{
    private static readonly ImmutableArray<MetadataReference> Platform =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Fulcrum.", StringComparison.Ordinal) || Path.GetFileName(path) == "Fulcrum.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>A compilation against the platform and the built core.</summary>
    public static CSharpCompilation Compile(string code, string assembly = "Outside") => CSharpCompilation.Create(
        assembly,
        [CSharpSyntaxTree.ParseText($"using System; using System.Threading; using System.Threading.Tasks;\n{code}")],
        // The core's own code is given whole; what it is built into would only be in the way.
        assembly == "Fulcrum" ? Platform.Where(reference => Path.GetFileName(reference.Display) != "Fulcrum.dll") : Platform,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>Codes of the compiler's errors; empty when it compiles.</summary>
    public static IReadOnlyList<string> Errors(string code) =>
        [.. Compile(code).GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error).Select(found => found.Id).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Codes an analyzer reports for code of its own, in the order of their place.</summary>
    public static async Task<IReadOnlyList<string>> AnalyzeAsync(DiagnosticAnalyzer analyzer, string code, string assembly)
    {
        var found = await Compile(code, assembly)
            .WithAnalyzers([analyzer])
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return [.. found.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start).Select(diagnostic => diagnostic.Id)];
    }
}
