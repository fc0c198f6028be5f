namespace Lora.Engine;

/// <summary>
/// One level of the store: blobs under their own SHA-256, and under an action's key the record of which blobs it made. Everything is verified as it is read:
/// what is damaged or not there is a miss. Whoever puts a record has put its blobs before. Safe for threads and for parallel builds, which make the same bytes
/// under the same key.
/// </summary>
internal interface IBlobStore
{
    /// <summary>True if the whole blob is there.</summary>
    bool Holds(string hash);

    /// <summary>
    /// Copies a blob into an empty stream that can be emptied; false when it is not there or damaged, and what was written is then worthless.
    /// </summary>
    bool TryRead(string hash, Stream target);

    /// <summary>Stores what is left of a stream, hashing while it streams; returns its SHA-256 as 64 lower-case hex digits.</summary>
    string Put(Stream content);

    /// <summary>Frees a blob that no record needs any more, if that is possible now.</summary>
    void Remove(string hash);

    /// <summary>What the action with this key made, or null. Its blobs may be gone all the same: reading them says so.</summary>
    ActionRecord? Find(string key);

    /// <summary>Publishes an action; an earlier record of the key is replaced.</summary>
    void Record(string key, ActionRecord record);
}
