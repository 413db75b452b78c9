using System.Buffers.Text;
using Fulcrum.Rights.Proof;
using Microsoft.AspNetCore.Identity;

namespace Fulcrum.Pages.Passkeys;

/// <summary>Shows the framework's WebAuthn check the passkeys of one owner, whom it asks for by the handle that a device hands back. It changes nothing.</summary>
internal sealed class PasskeyUsers<TOwner>(PasskeyOwners<TOwner> owners) : IUserPasskeyStore<TOwner>
    where TOwner : class
{
    /// <inheritdoc />
    public async Task<TOwner?> FindByIdAsync(string userId, CancellationToken cancellationToken) => await owners.Find(userId, cancellationToken) ?? owners.Nobody?.Invoke(userId);

    /// <inheritdoc />
    public Task<string> GetUserIdAsync(TOwner user, CancellationToken cancellationToken) => Task.FromResult(owners.Show(user).Handle);

    /// <inheritdoc />
    public Task<string?> GetUserNameAsync(TOwner user, CancellationToken cancellationToken) => Task.FromResult<string?>(owners.Show(user).Handle);

    /// <inheritdoc />
    public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(TOwner user, CancellationToken cancellationToken) => Task.FromResult<IList<UserPasskeyInfo>>([.. owners.Show(user).Passkeys.Select(Show)]);

    /// <inheritdoc />
    public Task<UserPasskeyInfo?> FindPasskeyAsync(TOwner user, byte[] credentialId, CancellationToken cancellationToken)
    {
        var id = Base64Url.EncodeToString(credentialId);
        var nobodys = owners.Nobody is null ? null : PasskeyOfNobody.Of(id, owners.IsCopied(id));
        return Task.FromResult((owners.Show(user).Passkeys.FirstOrDefault(one => one.Id == id) ?? nobodys) is { } passkey ? Show(passkey) : null);
    }

    /// <summary>Nobody is found by a credential alone: a signature counts for the owner of the handle it came with, and its key must be one of theirs.</summary>
    public Task<TOwner?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) => Task.FromResult<TOwner?>(null);

    /// <inheritdoc />
    public Task<TOwner?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => Task.FromResult<TOwner?>(null);

    /// <inheritdoc />
    public Task<string?> GetNormalizedUserNameAsync(TOwner user, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <inheritdoc />
    public Task AddOrUpdatePasskeyAsync(TOwner user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw Untaken();

    /// <inheritdoc />
    public Task RemovePasskeyAsync(TOwner user, byte[] credentialId, CancellationToken cancellationToken) => throw Untaken();

    /// <inheritdoc />
    public Task<IdentityResult> CreateAsync(TOwner user, CancellationToken cancellationToken) => throw Untaken();

    /// <inheritdoc />
    public Task<IdentityResult> UpdateAsync(TOwner user, CancellationToken cancellationToken) => throw Untaken();

    /// <inheritdoc />
    public Task<IdentityResult> DeleteAsync(TOwner user, CancellationToken cancellationToken) => throw Untaken();

    /// <inheritdoc />
    public Task SetUserNameAsync(TOwner user, string? userName, CancellationToken cancellationToken) => throw Untaken();

    /// <inheritdoc />
    public Task SetNormalizedUserNameAsync(TOwner user, string? normalizedName, CancellationToken cancellationToken) => throw Untaken();

    /// <inheritdoc />
    public void Dispose()
    {
        // Holds nothing.
    }

    private static UserPasskeyInfo Show(Passkey passkey) => new(
        Base64Url.DecodeFromChars(passkey.Id), passkey.PublicKey.ToArray(), passkey.AddedAt.ToDateTimeOffset(), passkey.Counter, transports: [],
        isUserVerified: true, isBackupEligible: passkey.IsSyncable, isBackedUp: false, attestationObject: [], clientDataJson: []);

    private static NotSupportedException Untaken() => new("The check only reads.");
}
