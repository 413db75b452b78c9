using System.Buffers.Text;
using Fulcrum.Rights.Proof;
using Microsoft.AspNetCore.Identity;

namespace Fulcrum.Portal.Identity.Passkeys;

/// <summary>Shows the framework's WebAuthn check the passkeys of one owner, whom it asks for by the handle that a device hands back. It changes nothing: the flow does, after the check.</summary>
internal sealed class PasskeyUsers(PasskeyFlow passkeys) : IUserPasskeyStore<PasskeyOwner>
{
    /// <inheritdoc />
    public async Task<PasskeyOwner?> FindByIdAsync(string userId, CancellationToken cancellationToken) => await passkeys.FindAsync(userId, cancellationToken);

    /// <inheritdoc />
    public Task<string> GetUserIdAsync(PasskeyOwner user, CancellationToken cancellationToken) => Task.FromResult(user.Handle);

    /// <inheritdoc />
    public Task<string?> GetUserNameAsync(PasskeyOwner user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Handle);

    /// <inheritdoc />
    public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PasskeyOwner user, CancellationToken cancellationToken) => Task.FromResult<IList<UserPasskeyInfo>>([.. user.Passkeys.Select(Show)]);

    /// <inheritdoc />
    public Task<UserPasskeyInfo?> FindPasskeyAsync(PasskeyOwner user, byte[] credentialId, CancellationToken cancellationToken) =>
        Task.FromResult(user.Passkeys.FirstOrDefault(one => one.Id == Base64Url.EncodeToString(credentialId)) is { } passkey ? Show(passkey) : null);

    /// <summary>Nobody is found by a credential alone: a signature counts for the owner of the handle it came with, and its key must be one of theirs.</summary>
    public Task<PasskeyOwner?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) => Task.FromResult<PasskeyOwner?>(null);

    /// <inheritdoc />
    public Task<PasskeyOwner?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => Task.FromResult<PasskeyOwner?>(null);

    /// <inheritdoc />
    public Task<string?> GetNormalizedUserNameAsync(PasskeyOwner user, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <inheritdoc />
    public Task AddOrUpdatePasskeyAsync(PasskeyOwner user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw Untaken();

    /// <inheritdoc />
    public Task RemovePasskeyAsync(PasskeyOwner user, byte[] credentialId, CancellationToken cancellationToken) => throw Untaken();

    /// <inheritdoc />
    public Task<IdentityResult> CreateAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw Untaken();

    /// <inheritdoc />
    public Task<IdentityResult> UpdateAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw Untaken();

    /// <inheritdoc />
    public Task<IdentityResult> DeleteAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw Untaken();

    /// <inheritdoc />
    public Task SetUserNameAsync(PasskeyOwner user, string? userName, CancellationToken cancellationToken) => throw Untaken();

    /// <inheritdoc />
    public Task SetNormalizedUserNameAsync(PasskeyOwner user, string? normalizedName, CancellationToken cancellationToken) => throw Untaken();

    /// <inheritdoc />
    public void Dispose()
    {
        // Holds nothing: the flow is the core's.
    }

    private static UserPasskeyInfo Show(Passkey passkey) => new(
        Base64Url.DecodeFromChars(passkey.Id), passkey.PublicKey.ToArray(), passkey.AddedAt.ToDateTimeOffset(), passkey.Counter, transports: [],
        isUserVerified: true, isBackupEligible: passkey.IsSyncable, isBackedUp: false, attestationObject: [], clientDataJson: []);

    private static NotSupportedException Untaken() => new("The check only reads.");
}
