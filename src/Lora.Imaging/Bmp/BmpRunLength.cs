namespace Lora.Imaging.Bmp;

/// <summary>BMP's run-length codes, 8 and 4 bits: (count, colour), or 0 and an escape: end of row, end of picture, a jump, or so many plain pixels.</summary>
internal static class BmpRunLength
{
    /// <returns>One index a pixel, in stored row order; pixels jumped over are 0.</returns>
    public static byte[] Unpack(BmpHeader header, ReadOnlySpan<byte> data)
    {
        // a row costs at least its two-byte end, or the jump over 255 rows its four
        if (header.Height / 64 > data.Length)
        {
            throw BmpHeader.CutOff();
        }

        var nibbles = header.Compression == BmpCompression.Rle4;
        var indices = new byte[header.Width * header.Height];
        int x = 0, y = 0, at = 0;
        while (true)
        {
            if (at + 2 > data.Length)
            {
                throw BmpHeader.CutOff();
            }

            int count = data[at], code = data[at + 1];
            at += 2;
            if (count > 0)
            {
                for (var i = 0; i < count; i++)
                {
                    Put(Pick(code, i, nibbles));
                }

                continue;
            }
            switch (code)
            {
                case 0:
                    (x, y) = (0, y + 1);
                    break;
                case 1:
                    return indices;
                case 2:
                    if (at + 2 > data.Length)
                    {
                        throw BmpHeader.CutOff();
                    }

                    (x, y) = (x + data[at], y + data[at + 1]);
                    at += 2;
                    break;
                default:
                    var bytes = nibbles ? (code + 1) / 2 : code;
                    if (at + bytes > data.Length)
                    {
                        throw BmpHeader.CutOff();
                    }

                    for (var i = 0; i < code; i++)
                    {
                        Put(nibbles ? Pick(data[at + i / 2], i, true) : data[at + i]);
                    }

                    at += bytes + (bytes & 1);
                    break;
            }
        }

        void Put(int index)
        {
            if (x < header.Width && y < header.Height)
            {
                indices[y * header.Width + x] = (byte)index;
            }

            x++;
        }
    }

    private static int Pick(int value, int i, bool nibbles) => !nibbles ? value : (i & 1) == 0 ? value >> 4 : value & 15;
}
