using System.Security.Cryptography;
using System.Text;
using Fulcrum.Cli.Shell;
using Fulcrum.Profiles;

namespace Fulcrum.Cli.Stores.Copying;

/// <summary>Says that a store is half a copy, or half restored: of which store, so that it can go on, and that it must not be served yet.</summary>
internal static class CopyMark
{
    private const string FileName = "copy-unfinished";

    /// <summary>Sets the mark, before anything is written.</summary>
    public static void Set(string folder, StoreSecrets source)
    {
        Directory.CreateDirectory(folder);
        PrivateFile.Write(Path.Combine(folder, FileName), Encoding.ASCII.GetBytes(Of(source)));
    }

    /// <summary>Whether the folder is of a copy that was begun.</summary>
    public static bool IsSet(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Whether the copy that was begun is of this source.</summary>
    public static bool IsOf(string folder, StoreSecrets source) => IsSet(folder) && File.ReadAllText(Path.Combine(folder, FileName)) == Of(source);

    /// <summary>Takes the mark away: source and target are equal.</summary>
    public static void Remove(string folder) => File.Delete(Path.Combine(folder, FileName));

    /// <summary>Refuses half a copy.</summary>
    /// <exception cref="CommandFault">It is one.</exception>
    public static void RequireNone(string folder)
    {
        if (IsSet(folder))
        {
            throw new CommandFault(
                new Fault("store-copy-unfinished", "The store is a copy or a restore that was not finished.", "Give the same fulcrum store copy, or fulcrum backup restore, again: it goes on where it stopped."), ExitCode.Conflict, folder);
        }
    }

    // A keyed hash of nothing tells secrets apart and says nothing about them.
    private static string Of(StoreSecrets source) => Convert.ToHexStringLower(HMACSHA256.HashData(source.Kek.Span, [.. "fulcrum store copy v1"u8, .. SHA256.HashData(source.LookUp.Span), .. source.LaterLookUps.SelectMany(later => SHA256.HashData(later.Key.Span))]));
}
