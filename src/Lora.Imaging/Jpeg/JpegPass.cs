using System.Buffers.Binary;
using Lora.Imaging.Colour;
using Lora.Vocabulary;

namespace Lora.Imaging.Jpeg;

/// <summary>One pass over a JPEG file: its segments in order, and what they have said so far.</summary>
internal sealed class JpegPass(ReadOnlyMemory<byte> file)
{
    /// <summary>More scans than any encoder writes; each costs a pass over all blocks, whatever its bytes.</summary>
    private const int MaxScans = 200;

    private readonly JpegSegments _segments = new(file);
    private readonly JpegTables _tables = new();
    private readonly JpegIccSegments _profile = new();
    private JpegFrame? _frame;
    private int _orientation = 1, _restartInterval, _scans, _adobeTransform = -1, _shrink = 1;
    private bool _jfif;
    private (int At, int Length)? _multiPicture;

    public ImageInfo Probe()
    {
        while (true)
        {
            var (marker, data) = _segments.Next();
            if (marker is JpegSegments.Eoi or JpegSegments.Sos)
            {
                return Info(_frame ?? throw JpegFrame.Damaged("it has no frame header before its picture data"));
            }

            ReadHeader(marker, data);
        }
    }

    /// <param name="enough">See <see cref="IImageCodec.Decode"/>.</param>
    public DecodedImage Decode(Func<ImageInfo, ImageSize?>? enough)
    {
        while (true)
        {
            var (marker, data) = _segments.Next();
            if (marker == JpegSegments.Eoi)
            {
                break;
            }

            if (marker == JpegSegments.Sos)
            {
                if (_frame is not null && _scans == 0 && enough?.Invoke(Info(_frame)) is { } size)
                {
                    _shrink = size.Shrink(Info(_frame));
                }

                ReadScan(data.Span);
            }
            else
            {
                ReadHeader(marker, data);
            }
        }
        if (_frame is null || _scans == 0)
        {
            throw JpegFrame.Damaged("it holds no picture");
        }

        if (_frame.Components.Any(c => c.Quantisation is null))
        {
            throw JpegFrame.Damaged("a colour channel is missing");
        }

        foreach (var component in _frame.Components)
        {
            component.SetAllSamples();
        }

        var pixels = JpegColours.ToRgb(_frame, Space(_frame));
        foreach (var component in _frame.Components)
        {
            component.Release();
        }

        return Orientation.Upright(pixels, Info(_frame), channels: 3, _shrink);
    }

    private ImageInfo Info(JpegFrame frame) => ImageInfo.FromStored(
        ImageFormats.Jpeg.Name, frame.Width, frame.Height, _orientation,
        _multiPicture is var (at, length) ? MultiPicture.Frames(file, at, length, frame.Width, frame.Height) : 1,
        IccProfile.ForeignName(_profile.Assemble()) ?? (frame.Components.Length == 4 ? "unspecified CMYK" : null));

    private void ReadHeader(byte marker, ReadOnlyMemory<byte> segment)
    {
        var data = segment.Span;
        switch (marker)
        {
            case JpegSegments.Dqt:
                _tables.ReadQuantisation(data);
                break;
            case JpegSegments.Dht:
                _tables.ReadHuffman(data);
                break;
            case JpegSegments.Dri when data.Length >= 2:
                _restartInterval = BinaryPrimitives.ReadUInt16BigEndian(data);
                break;
            case JpegSegments.App0 when data.StartsWith("JFIF\0"u8):
                _jfif = true;
                break;
            case JpegSegments.App1 when _scans == 0 && data.StartsWith("Exif\0\0"u8):
                _orientation = ExifOrientation.Read(data);
                break;
            case JpegSegments.App2 when data.StartsWith(JpegIccSegments.Signature):
                _profile.Add(segment);
                break;
            case JpegSegments.App2 when data.StartsWith(MultiPicture.Signature):
                var length = data.Length - MultiPicture.Signature.Length;
                _multiPicture ??= (_segments.Position - length, length);
                break;
            case JpegSegments.App14 when data.Length >= 12 && data.StartsWith("Adobe"u8):
                _adobeTransform = data[11];
                break;
            default:
                if (!JpegFrame.IsFrame(marker))
                {
                    break;
                }

                if (_frame is not null)
                {
                    throw JpegFrame.Damaged("it has two frame headers");
                }

                _frame = JpegFrame.Parse(marker, data);
                break;
        }
    }

    private void ReadScan(ReadOnlySpan<byte> d)
    {
        if (_frame is null)
        {
            throw JpegFrame.Damaged("its picture data come before the frame header");
        }

        if (++_scans > MaxScans)
        {
            throw JpegFrame.Damaged($"it has more than {MaxScans} scans");
        }

        if (_scans == 1)
        {
            _frame.Allocate(file.Length, _shrink);
        }

        var count = d.IsEmpty ? 0 : d[0];
        if (count < 1 || count > _frame.Components.Length || d.Length < 4 + 2 * count)
        {
            throw JpegFrame.Damaged("a scan header is wrong");
        }

        int first = d[1 + 2 * count], last = d[2 + 2 * count], high = d[3 + 2 * count] >> 4, low = d[3 + 2 * count] & 15;
        if (_frame.Progressive)
        {
            CheckProgression(first, last, high, low, count);
        }

        bool usesDc = !_frame.Progressive || (first == 0 && high == 0), usesAc = !_frame.Progressive || first > 0;
        var parts = new JpegScan.Part[count];
        for (var i = 0; i < count; i++)
        {
            byte id = d[1 + 2 * i], index = d[2 + 2 * i];
            var component = Array.Find(_frame.Components, c => c.Id == id) ?? throw JpegFrame.Damaged("a scan names a colour channel that the frame has not");
            if (parts.Any(p => p.Component == component))
            {
                throw JpegFrame.Damaged("a scan names a colour channel twice");
            }

            component.Quantisation ??= _tables.Quantisation(component.QuantTable);
            parts[i] = new(component, usesDc ? _tables.Dc(index >> 4) : null, usesAc ? _tables.Ac(index & 15) : null);
        }
        var bits = new BitReader(file, _segments.Position);
        JpegScan scan = _frame.Progressive ? new ProgressiveScan(bits, first, last, high, low) : new SequentialScan(bits);
        scan.Decode(_frame, parts, _restartInterval);
        _segments.Position = bits.Position;
    }

    private static void CheckProgression(int first, int last, int high, int low, int count)
    {
        var bands = first == 0 ? last == 0 : first <= last && last <= 63 && count == 1;
        if (!bands || low > 13 || (high != 0 && high != low + 1))
        {
            throw JpegFrame.Damaged("a progressive scan's parameters are wrong");
        }
    }

    /// <summary>As libjpeg guesses: of three JFIF is YCbCr, then Adobe's word, then the component names; four are CMYK unless Adobe's word says YCCK.</summary>
    private JpegColourSpace Space(JpegFrame f)
    {
        switch (f.Components.Length)
        {
            case 1:
                return JpegColourSpace.Grey;
            case 4:
                return _adobeTransform > 0 ? JpegColourSpace.Ycck : JpegColourSpace.Cmyk;
        }

        var isRgb = !_jfif && (_adobeTransform >= 0
            ? _adobeTransform == 0
            : f.Components[0].Id == 'R' && f.Components[1].Id == 'G' && f.Components[2].Id == 'B');
        return isRgb ? JpegColourSpace.Rgb : JpegColourSpace.Ycc;
    }
}
