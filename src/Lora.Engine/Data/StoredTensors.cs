using Lora.Tensors;

namespace Lora.Engine;

/// <summary>Entries of the store that are safetensors files.</summary>
internal static class StoredTensors
{
    /// <summary>
    /// What an entry holds; null where there is none, or one that is not of this form: a store that others write to is not trusted, and what is right by its
    /// hash may still be something else.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The entry's key.</param>
    /// <param name="read">Null for a file that its maker did not write.</param>
    internal static T? Read<T>(ContentStore store, string key, Func<SafetensorsFile, T?> read)
        where T : class
    {
        if (store.PathOfOnly(key) is not { } path)
        {
            return null;
        }

        try
        {
            using var file = new SafetensorsFile(path);
            if (read(file) is { } entry)
            {
                return entry;
            }
        }
        catch (Exception e) when (e is SafetensorsException or FormatException or OverflowException or KeyNotFoundException or IndexOutOfRangeException)
        {
            // said below
        }

        store.Folder.Damaged?.Invoke(path);
        return null;
    }
}
