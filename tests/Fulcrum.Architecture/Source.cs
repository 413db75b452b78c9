using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fulcrum.Architecture;

/// <summary>C# of the tree, parsed.</summary>
internal sealed record Source(string Path, string Text)
{
    private static readonly Lazy<IReadOnlyList<Source>> ProductFiles = new(() => Under("src"));

    /// <summary>The product's own code.</summary>
    public static IReadOnlyList<Source> Product => ProductFiles.Value;

    /// <summary>All C# under a folder.</summary>
    public static IReadOnlyList<Source> Under(string folder) =>
        [.. Repository.Files(folder, "*.cs").Select(path => new Source(path, Repository.Read(path)))];

    /// <summary>Lines, as an editor counts them.</summary>
    public int LineCount => Text.AsSpan().Count('\n');

    /// <summary>The root of its syntax.</summary>
    public SyntaxNode Parse() => CSharpSyntaxTree.ParseText(Text, cancellationToken: TestContext.Current.CancellationToken).GetRoot();

    /// <summary>All nodes of a kind.</summary>
    public IEnumerable<T> Nodes<T>()
        where T : SyntaxNode => Parse().DescendantNodes().OfType<T>();
}
