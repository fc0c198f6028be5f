using Lora.Imaging;

namespace Lora.Dataset;

/// <summary>
/// kohya's color_aug: in a third of the draws a picture gets another hue, by up to 16 degrees, or another gamma, from 0.95 to 1.05. As albumentations does it,
/// which sd-scripts took it from: gamma is that of levels from 0 to 1. (Its own code raises levels of 0 to 255, which makes pictures a third lighter or
/// darker.)
/// </summary>
public static class ColorShift
{
    private const double Probability = 0.33;
    private const double Degrees = 16;
    private const double GammaReach = 0.05;

    /// <summary>One draw, in the picture's own pixels.</summary>
    /// <param name="picture">Changed, or left as it is.</param>
    /// <param name="chance">A number in [0, 1) at each call.</param>
    public static void Apply(Rgb24Image picture, Func<double> chance)
    {
        if (chance() >= Probability)
        {
            return;
        }

        if (chance() < 0.5)
        {
            Hue(picture, Spread(chance(), Degrees));
        }
        else
        {
            Gamma(picture, 1 + Spread(chance(), GammaReach));
        }
    }

    /// <summary>Turns each pixel's hue; lightness and saturation stay.</summary>
    /// <param name="picture">Changed.</param>
    /// <param name="degrees">Towards green from red.</param>
    internal static void Hue(Rgb24Image picture, double degrees)
    {
        var pixels = picture.Pixels;
        var turn = degrees / 60;
        for (var i = 0; i < pixels.Length; i += 3)
        {
            int r = pixels[i], g = pixels[i + 1], b = pixels[i + 2];
            int max = Math.Max(r, Math.Max(g, b)), spread = max - Math.Min(r, Math.Min(g, b));
            if (spread == 0)
            {
                continue;
            }

            var sector = max == r ? (double)(g - b) / spread : max == g ? 2 + ((double)(b - r) / spread) : 4 + ((double)(r - g) / spread);
            for (var c = 0; c < 3; c++)
            {
                pixels[i + c] = Level(max - (spread * Distance(sector + turn, c * 2)));
            }
        }
    }

    /// <summary>Raises levels of 0 to 1 to a power.</summary>
    internal static void Gamma(Rgb24Image picture, double gamma)
    {
        byte[] levels = [.. Enumerable.Range(0, 256).Select(level => Level(Math.Pow(level / 255.0, gamma) * 255))];
        for (var i = 0; i < picture.Pixels.Length; i++)
        {
            picture.Pixels[i] = levels[picture.Pixels[i]];
        }
    }

    // how far a colour of six is from full, 0 to 1: full up to one sector away from it, none from two on
    private static double Distance(double sector, int colour)
    {
        var away = Math.Abs((((sector - colour + 3) % 6) + 6) % 6 - 3);
        return Math.Clamp(away - 1, 0, 1);
    }

    private static double Spread(double chance, double reach) => ((2 * chance) - 1) * reach;

    private static byte Level(double value) => (byte)Math.Clamp((int)(value + 0.5), 0, 255);
}
