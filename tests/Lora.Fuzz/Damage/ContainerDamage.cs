using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Lora.Imaging.Png;

namespace Lora.Fuzz;

/// <summary>Damage that a container's own check sums and lengths do not give away: it is put right around what is damaged.</summary>
internal static class ContainerDamage
{
    /// <summary>PNG: each chunk has its check sum again.</summary>
    public static byte[] OfPng(byte[] file, byte[] other, Dice dice)
    {
        file = ByteDamage.Of(file, other, dice);
        for (var at = PngChunks.SignatureLength; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12)
            {
                break;
            }

            var data = file.AsSpan(at + 4, (int)length + 4);
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 8 + (int)length), Crc32.Of(data[..4], data[4..]));
            at += 12 + (int)length;
        }

        return file;
    }

    /// <summary>safetensors: the header is damaged, and as long as the file says.</summary>
    public static byte[] OfSafetensors(byte[] file, byte[] other, Dice dice)
    {
        if (file.Length < 8 || BinaryPrimitives.ReadInt64LittleEndian(file) is var length && (length < 0 || length > file.Length - 8))
        {
            return ByteDamage.Of(file, other, dice);
        }

        var header = file[8..(int)(8 + length)];
        header = (dice.OnceIn(3) ? null : JsonDamage.Of(header, dice)) ?? TextDamage.Of(header, other.Length > 8 ? other[8..] : other, dice);
        var number = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, header.Length);
        return [.. number, .. header, .. file[(int)(8 + length)..]];
    }

    /// <summary>A zip archive: one entry is damaged, called otherwise or doubled, and the archive is whole.</summary>
    public static byte[] OfZip(byte[] file, byte[] other, Dice dice)
    {
        try
        {
            using var source = new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read);
            using var target = new MemoryStream();
            using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
            {
                var damaged = dice.Below(Math.Max(1, source.Entries.Count));
                foreach (var (i, entry) in source.Entries.Index())
                {
                    var content = Content(entry);
                    var name = i == damaged && dice.OnceIn(8) ? dice.Of(["../" + entry.FullName, "/etc/passwd", "x/" + entry.FullName, ""]) : entry.FullName;
                    content = i == damaged ? ByteDamage.Of(content, other, dice) : content;
                    for (var times = i == damaged && dice.OnceIn(8) ? 2 : 1; times > 0; times--)
                    {
                        using var written = archive.CreateEntry(name, dice.OnceIn(20) ? CompressionLevel.Fastest : CompressionLevel.NoCompression).Open();
                        written.Write(content);
                    }
                }
            }

            return target.ToArray();
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or IOException)
        {
            return ByteDamage.Of(file, other, dice);
        }
    }

    /// <summary>A text in gzip.</summary>
    public static byte[] OfGzip(byte[] file, byte[] other, Dice dice)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest))
        {
            stream.Write(TextDamage.Of(Encoding.UTF8.GetBytes(Unpack(file)), Encoding.UTF8.GetBytes(Unpack(other)), dice));
        }

        return packed.ToArray();
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var content = new MemoryStream();
        using var stream = entry.Open();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static string Unpack(byte[] file)
    {
        try
        {
            using var reader = new StreamReader(new GZipStream(new MemoryStream(file), CompressionMode.Decompress));
            return reader.ReadToEnd();
        }
        catch (InvalidDataException)
        {
            return "";
        }
    }
}
