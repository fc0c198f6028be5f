using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>
/// A checkpoint as PyTorch writes it since 1.6: a zip of files stored as they are, below a folder of any name: <c>data.pkl</c>, <c>data/KEY</c> for each
/// storage, <c>byteorder</c> since 2.1.
/// </summary>
/// <param name="file">The zip.</param>
internal sealed class TorchZip(MappedBytes file)
{
    private const string Pickle = "/data.pkl";
    private const int LongestPickle = 1 << 28;

    private readonly ZipDirectory _directory = new(file);

    /// <summary>Reads the directory and the pickle.</summary>
    public TorchContent Read()
    {
        var entries = _directory.Read();
        string[] folders = [.. entries.Keys.Where(IsRoot).Select(key => key[..^Pickle.Length])];
        if (folders.Length != 1)
        {
            throw PickleFault.Refused(file.Path, folders.Length == 0
                ? "this is a zip archive without a PyTorch checkpoint's data.pkl in it. Unpack it, and use the model inside."
                : "this is a zip archive with several checkpoints in it. Use the file as it was published.");
        }

        var folder = folders[0];
        if (entries.ContainsKey(folder + "/constants.pkl"))
        {
            throw PickleFault.Refused(file.Path, "this is TorchScript, which holds a program: use the model's checkpoint or a .safetensors file of it.");
        }

        ByteRange? Find(string name) => entries.TryGetValue($"{folder}/{name}", out var entry) ? _directory.RangeOf(name, entry) : null;

        if (Find("byteorder") is { } order && (order.Length != 6 || !file.Span(order.Start, 6).SequenceEqual("little"u8)))
        {
            throw PickleFault.Refused(file.Path, "it was written by a big-endian machine. Save it again on another, or use a .safetensors file of the model.");
        }

        var pickle = Find(Pickle[1..])!.Value;
        if (pickle.Length > LongestPickle)
        {
            throw PickleFault.Refused(file.Path, $"its data.pkl has {pickle.Length} bytes, which no model's weights need. Save only its state_dict.");
        }

        return new TorchContent(new PickleMachine(new PickleReader(file, pickle)).Run(), storage => Checked(storage, Find("data/" + storage.Key)));
    }

    private ByteRange Checked(PickledStorage storage, ByteRange? found)
    {
        var key = PickleFault.Shown(storage.Key);
        var range = found ?? throw PickleFault.Damaged(file.Path, $"its storage '{key}' is missing");
        return storage.Count <= range.Length / storage.DType.Size()
            ? range
            : throw PickleFault.Damaged(file.Path, $"its storage '{key}' has {range.Length} bytes, too few for {storage.Count} elements");
    }

    private static bool IsRoot(string name) => name.EndsWith(Pickle, StringComparison.Ordinal) && name.IndexOf('/') == name.Length - Pickle.Length;
}
