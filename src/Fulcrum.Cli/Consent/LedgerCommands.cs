using System.CommandLine;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Consent;

/// <summary><c>fulcrum ledger check-proof</c>: whether a proof about a Merkle tree holds.</summary>
internal static class LedgerCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Make(Surroundings around)
    {
        var file = new Argument<string>("FILE") { Description = "A proof as JSON: leafIdx, treeSize, root, leafHash and proof, or size1, size2, root1, root2 and proof; hashes in base64." };
        var check = new Command("check-proof") { file };
        check.Description = "Say whether a proof about a Merkle tree (RFC 6962) holds.";
        check.SetAction(line =>
        {
            var proof = ProofFile.Read(line.GetRequiredValue(file));
            if (line.GetValue(around.Json))
            {
                around.Screen.PutJson(new { schema = 1, proof.Kind, proof.Holds });
            }
            else
            {
                around.Screen.Put(proof.Holds ? $"The {proof.Kind} proof holds." : $"The {proof.Kind} proof does NOT hold.");
            }

            return proof.Holds ? ExitCode.Ok : ExitCode.VerificationFailed;
        });
        return new Command("ledger", "Check what the consent ledger proves.") { check };
    }
}
