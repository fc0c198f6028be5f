namespace Lora.Engine;

/// <summary>
/// Two levels of the store as one. What the folder lacks comes from the remote cache into it, and is read there; what is made goes to the folder, and from
/// there to the remote cache.
/// </summary>
internal sealed class LeveledStore(FolderStore near, RemoteCache far) : IBlobStore
{
    public bool Holds(string hash) => near.Holds(hash) || far.TryFetch(hash);

    public bool TryRead(string hash, Stream target)
    {
        if (near.TryRead(hash, target))
        {
            return true;
        }

        // what was written of a damaged blob
        target.SetLength(0);
        return far.TryFetch(hash) && near.TryRead(hash, target);
    }

    public string Put(Stream content) => near.Put(content);

    public void Remove(string hash) => near.Remove(hash);

    public ActionRecord? Find(string key)
    {
        var record = near.Find(key);
        if (record is null && far.Find(key) is { } found)
        {
            near.Record(key, record = found);
        }

        if (record is not null)
        {
            far.Expect(record);
        }

        return record;
    }

    public void Record(string key, ActionRecord record)
    {
        near.Record(key, record);
        far.Upload(key);
    }
}
