using System.Collections.Immutable;

namespace Fulcrum.Prove.Servers;

/// <summary>A store made for one run of an instrument, and gone after it. Never one that holds anybody's data.</summary>
/// <param name="name">Which kind it is, for example <c>sqlite</c>.</param>
/// <param name="folder">The folder made for it; deleted with it.</param>
/// <param name="arguments">What names it on the program's command line.</param>
public class ScratchStore(string name, string folder, ImmutableArray<string> arguments) : IAsyncDisposable
{
    /// <summary>The workspace the instruments use; it comes with them.</summary>
    public static string WorkspaceFolder => Path.Combine(AppContext.BaseDirectory, "prove-workspace");

    /// <summary>Which kind it is, for example <c>sqlite</c>.</summary>
    public string Name => name;

    /// <summary>Files of it are below this folder.</summary>
    public string Folder => folder;

    /// <summary>What names it on the program's command line: <c>--store FOLDER</c>.</summary>
    public ImmutableArray<string> Arguments => arguments;

    /// <summary>An embedded store in a new folder among the temporary ones.</summary>
    public static ScratchStore Sqlite()
    {
        var folder = Directory.CreateTempSubdirectory("fulcrum-prove-").FullName;
        return new ScratchStore("sqlite", folder, ["--store", Path.Combine(folder, "store")]);
    }

    /// <inheritdoc />
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
