using System.Text.Json;
using Fulcrum.Cli.Shell;
using Fulcrum.Consent.Ledger;
using Fulcrum.Consent.Ledger.Notes;

namespace Fulcrum.Cli.Consent;

/// <summary>A proof about a Merkle tree as it stands in a file.</summary>
/// <param name="Kind"><c>inclusion</c> or <c>consistency</c>.</param>
/// <param name="Holds">Whether it does.</param>
internal sealed record ProofFile(string Kind, bool Holds)
{
    private const long BytesMax = 1 << 20;

    /// <summary>Reads and judges it.</summary>
    /// <exception cref="CommandFault">The file is missing, or is no proof.</exception>
    public static ProofFile Read(string path, string? ledgerKey)
    {
        if (!File.Exists(path))
        {
            throw new CommandFault(new Fault("file-missing", "There is no such file.", "Check the path."), ExitCode.NotFound, path);
        }

        if (new FileInfo(path).Length > BytesMax)
        {
            throw Unreadable(path);
        }

        var text = File.ReadAllText(path);
        if (LogProof.TryParse(text.TrimEnd('\n') + '\n', out var proof))
        {
            return Judge(proof, ledgerKey);
        }

        try
        {
            using var read = JsonDocument.Parse(File.ReadAllBytes(path));
            return Judge(read.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw Unreadable(path);
        }
    }

    /// <summary>The entry stands in the proof itself, as <c>ledger prove</c> wrote it.</summary>
    private static ProofFile Judge(LogProof proof, string? ledgerKey) =>
        NoteKey.TryParse(ledgerKey, out var key)
            ? new ProofFile("inclusion", LedgerLeaf.TryRead(proof.Extra.Span, out var leaf) && proof.Proves(leaf.Value.Hash(), key.Name, [key]))
            : throw new CommandFault(new Fault("ledger-key-needed", "A proof of a ledger is believed only under the ledger's public key.", "Give the key its owner gave you: --ledger-key KEY; a server shows it at /v1/ledger/key."), ExitCode.Usage);

    private static ProofFile Judge(JsonElement file) => file.TryGetProperty("leafIdx", out var index)
        ? new ProofFile("inclusion", MerkleProof.Includes(index.GetUInt64(), file.GetProperty("treeSize").GetUInt64(), Hash(file, "leafHash"), Proof(file), Hash(file, "root")))
        : new ProofFile("consistency", MerkleProof.Extends(
            file.GetProperty("size1").GetUInt64(), file.GetProperty("size2").GetUInt64(), Proof(file), Hash(file, "root1"), Hash(file, "root2")));

    private static byte[] Hash(JsonElement file, string name) =>
        file.GetProperty(name) is { ValueKind: JsonValueKind.Null } ? [] : file.GetProperty(name).GetBytesFromBase64();

    private static ReadOnlyMemory<byte>[] Proof(JsonElement file) => file.GetProperty("proof") is { ValueKind: JsonValueKind.Null }
        ? []
        : [.. file.GetProperty("proof").EnumerateArray().Select(hash => (ReadOnlyMemory<byte>)hash.GetBytesFromBase64())];

    private static CommandFault Unreadable(string path) => new(
        new Fault(
            "proof-unreadable",
            "The file is no proof: it is JSON with leafIdx, treeSize, root, leafHash and proof, or with size1, size2, root1, root2 and proof.",
            "Save the proof as the ledger gave it, hashes in base64."),
        ExitCode.Failure,
        path);
}
