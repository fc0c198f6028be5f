using System.Text;

namespace Lora.Diffusion;

/// <summary>Tells by its first bytes how a checkpoint was written, or what it is instead.</summary>
internal static class TorchFormat
{
    private const int TarMagicAt = 257;
    private const int Looked = 512;

    /// <summary>Reads all but the elements.</summary>
    /// <exception cref="CheckpointException">It is not a whole checkpoint, or a malicious one.</exception>
    public static TorchContent Read(MappedBytes file)
    {
        var first = file.First(Looked);
        if (first.StartsWith("PK\u0003\u0004"u8) || first.StartsWith("PK\u0005\u0006"u8))
        {
            return new TorchZip(file).Read();
        }

        if (first.StartsWith(LegacyTorchFile.Start))
        {
            return LegacyTorchFile.Read(file);
        }

        throw PickleFault.Refused(file.Path, Otherwise(first));
    }

    private static string Otherwise(ReadOnlySpan<byte> first)
    {
        var text = Encoding.Latin1.GetString(first).TrimStart('\u00ef', '\u00bb', '\u00bf', ' ', '\t', '\r', '\n'); // UTF-8's byte-order mark
        if (text.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase))
        {
            return "this is a web page, not the file itself. Download it again by the link of the file, signed in where the site asks for it.";
        }

        if (first.Length > TarMagicAt && first[TarMagicAt..].StartsWith("ustar"u8))
        {
            return "this is a tar archive: PyTorch before 0.1.10 wrote such checkpoints, which are not read here, or files were packed into one. "
                + "Unpack it, or save it again with a newer PyTorch.";
        }

        if (first.Length > 8 && first[8] == (byte)'{' && first[4..8].IndexOfAnyExcept((byte)0) < 0)
        {
            return "this is a safetensors file. Give it the ending .safetensors.";
        }

        return first[0] == 0x80
            ? "this is a pickle, but not one that torch.save wrote. Use a .safetensors file of the same model."
            : "this is no PyTorch checkpoint: it begins as none does. Download or copy it again, or use a .safetensors file of the same model.";
    }
}
