using System.Security.Cryptography;

namespace Fulcrum.Rights;

/// <summary>Ciphers of the subjects written about lately: setting one up costs three times what sealing a row with it does.</summary>
/// <remarks>
/// A table of fixed size (some 5 MB when full, however many profiles there are) in which a newcomer takes the place of whoever
/// sat there: those who are active now fit, and a cipher for each profile would cost more memory than the profile (1.2 KB).
/// Safe from many threads: a cipher is taken out while it is used.
/// </remarks>
internal sealed class LatelyUsedCiphers
{
    private const int Places = 4096;

    private readonly Cipher?[] _places = new Cipher?[Places];

    /// <summary>Takes the cipher of a subject's key; the caller gives it back.</summary>
    internal Cipher Take(SubjectId subject, ReadOnlySpan<byte> key)
    {
        var held = Interlocked.Exchange(ref PlaceOf(subject), null);
        if (held is not null && held.IsOf(key))
        {
            return held;
        }

        held?.Dispose();
        return new Cipher(subject, key);
    }

    /// <summary>Puts a cipher where the next use looks for it.</summary>
    internal void GiveBack(Cipher cipher) => Interlocked.Exchange(ref PlaceOf(cipher.Subject), cipher)?.Dispose();

    /// <summary>Forgets the cipher of a subject that is erased. The caller makes sure that it is not in use.</summary>
    internal void Forget(SubjectId subject) => Interlocked.Exchange(ref PlaceOf(subject), null)?.Dispose();

    private ref Cipher? PlaceOf(SubjectId subject) => ref _places[(int)((ulong)subject.Value % Places)];

    /// <summary>A cipher with its key.</summary>
    internal sealed class Cipher : IDisposable
    {
        private readonly byte[] _key;

        public Cipher(SubjectId subject, ReadOnlySpan<byte> key)
        {
            (Subject, _key) = (subject, key.ToArray());
            Gcm = new AesGcm(key, Sealing.TagLength);
        }

        /// <summary>Whose.</summary>
        public SubjectId Subject { get; }

        /// <summary>Used by one thread at a time.</summary>
        public AesGcm Gcm { get; }

        /// <summary>Whether it was made of this key.</summary>
        public bool IsOf(ReadOnlySpan<byte> key) => CryptographicOperations.FixedTimeEquals(_key, key);

        /// <inheritdoc />
        public void Dispose()
        {
            Gcm.Dispose();
            CryptographicOperations.ZeroMemory(_key);
        }
    }
}
