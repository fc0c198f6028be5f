using Lora.Imaging;

namespace Lora.Engine;

/// <summary>Entries of the store that are pictures.</summary>
internal static class StoredPicture
{
    /// <summary>The picture's file; null where there is none, or where the entry is something else, as <see cref="StoredTensors"/>.</summary>
    /// <param name="context">Store and codec.</param>
    /// <param name="key">The entry's key.</param>
    /// <param name="mayBeEmpty">No bytes at all stand for no picture.</param>
    internal static byte[]? Read(StageContext context, string key, bool mayBeEmpty = false)
    {
        if (context.Store.ReadOnly(key) is not { } file)
        {
            return null;
        }

        try
        {
            return (mayBeEmpty && file.Length == 0) || context.Codec.Probe(file).Width > 0 ? file : null;
        }
        catch (ImageFormatException)
        {
            return null;
        }
    }
}
