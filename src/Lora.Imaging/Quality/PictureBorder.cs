namespace Lora.Imaging;

/// <summary>
/// Even stripes along a picture's sides that end at a straight line: letterbox, pillarbox, frame. They come off from outside inwards, side by side, until
/// nothing more does, so that a frame within a frame is found too. A plain background before which something stands is none: there the first line behind it
/// has its colour for the most part.
/// </summary>
/// <param name="Left">Pixels, as the other sides.</param>
/// <param name="IsFlat">Nothing is left inside, and the sides are 0.</param>
public readonly record struct PictureBorder(int Left, int Top, int Right, int Bottom, bool IsFlat)
{
    // mean difference of a line from the stripe's colour: noise and the ringing of JPEG are below, a dark scene above
    private const int LineTolerance = 14;

    private const int PixelTolerance = 24;

    /// <summary>
    /// The share of the picture's side that the thinner of two opposite stripes takes: a letterbox has two, the sky above a plain field has one.
    /// </summary>
    public double Opposite(int width, int height) => Math.Max((double)Math.Min(Left, Right) / width, (double)Math.Min(Top, Bottom) / height);

    /// <summary>That of a picture whose sides are so many times as long.</summary>
    public PictureBorder Times(int factor) => this with { Left = Left * factor, Top = Top * factor, Right = Right * factor, Bottom = Bottom * factor };

    public static PictureBorder Of(Rgb24Image image)
    {
        var box = new Box(image);
        while (box.Peel())
        {
        }

        return box.IsEmpty ? new(0, 0, 0, 0, IsFlat: true)
            : new(box.Left, box.Top, image.Width - box.Right, image.Height - box.Bottom, IsFlat: false);
    }

    /// <summary>A row or a column: where its first pixel lies, how many there are, and how far apart.</summary>
    private readonly record struct Line(int Start, int Count, int Step);

    private sealed class Box(Rgb24Image image)
    {
        public int Left { get; private set; }

        public int Top { get; private set; }

        public int Right { get; private set; } = image.Width;

        public int Bottom { get; private set; } = image.Height;

        public bool IsEmpty => Left >= Right || Top >= Bottom;

        /// <summary>Takes the stripes off each side; false where there is none.</summary>
        public bool Peel()
        {
            var before = (Left, Top, Right, Bottom);
            Top += Stripe(Bottom - Top, depth => Row(Top + depth));
            Bottom -= Stripe(Bottom - Top, depth => Row(Bottom - 1 - depth));
            Left += Stripe(Right - Left, depth => Column(Left + depth));
            Right -= Stripe(Right - Left, depth => Column(Right - 1 - depth));
            return !IsEmpty && before != (Left, Top, Right, Bottom);
        }

        private int Stripe(int size, Func<int, Line> line)
        {
            if (IsEmpty)
            {
                return 0;
            }

            var colour = Colour(line(0));
            var depth = 0;
            while (depth < size && Difference(line(depth), colour) <= LineTolerance)
            {
                depth++;
            }

            return depth == size || 4 * Differing(line(depth), colour) >= 3 * line(depth).Count ? depth : 0;
        }

        private Line Row(int y) => new((y * image.Width + Left) * 3, Right - Left, 3);

        private Line Column(int x) => new((Top * image.Width + x) * 3, Bottom - Top, image.Width * 3);

        // the median of each channel
        private Rgb Colour(Line line)
        {
            Span<byte> colour = stackalloc byte[3];
            Span<int> levels = stackalloc int[256];
            for (var channel = 0; channel < 3; channel++)
            {
                levels.Clear();
                for (int i = 0, at = line.Start + channel; i < line.Count; i++, at += line.Step)
                {
                    levels[image.Pixels[at]]++;
                }

                for (var seen = levels[0]; seen * 2 < line.Count; seen += levels[++colour[channel]])
                {
                }
            }

            return new(colour[0], colour[1], colour[2]);
        }

        // the mean of the channel that differs most
        private double Difference(Line line, Rgb colour)
        {
            long r = 0, g = 0, b = 0;
            for (int i = 0, at = line.Start; i < line.Count; i++, at += line.Step)
            {
                r += Math.Abs(image.Pixels[at] - colour.R);
                g += Math.Abs(image.Pixels[at + 1] - colour.G);
                b += Math.Abs(image.Pixels[at + 2] - colour.B);
            }

            return (double)Math.Max(r, Math.Max(g, b)) / line.Count;
        }

        private int Differing(Line line, Rgb colour)
        {
            var differing = 0;
            for (int i = 0, at = line.Start; i < line.Count; i++, at += line.Step)
            {
                var most = Math.Max(Math.Abs(image.Pixels[at] - colour.R),
                    Math.Max(Math.Abs(image.Pixels[at + 1] - colour.G), Math.Abs(image.Pixels[at + 2] - colour.B)));
                differing += most > PixelTolerance ? 1 : 0;
            }

            return differing;
        }
    }
}
