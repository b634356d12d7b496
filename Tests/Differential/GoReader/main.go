// Reads a path a line from standard input and answers a line each: the path, a tab, and either "error" with what Go's
// image/jpeg or image/png says, or "grid" with the size and the mean red, green and blue of cells over white.
package main

import (
	"bufio"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg"
	_ "image/png"
	"os"
	"strings"
)

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		path := lines.Text()
		fmt.Fprintf(out, "%s\t%s\n", path, describe(path))
	}
}

func describe(path string) string {
	file, err := os.Open(path)
	if err != nil {
		return "error\t" + err.Error()
	}
	defer file.Close()
	picture, _, err := image.Decode(bufio.NewReader(file))
	if err != nil {
		return "error\t" + strings.ReplaceAll(err.Error(), "\n", " ")
	}
	return "grid\t" + grid(picture)
}

func grid(picture image.Image) string {
	bounds := picture.Bounds()
	width, height := bounds.Dx(), bounds.Dy()
	values := []string{fmt.Sprint(width), fmt.Sprint(height)}
	columns, rows := cells(width), cells(height)
	for row := 0; row < rows; row++ {
		for column := 0; column < columns; column++ {
			cell := image.Rect(column*width/columns, row*height/rows, (column+1)*width/columns, (row+1)*height/rows)
			values = append(values, mean(picture, cell.Add(bounds.Min)))
		}
	}
	return strings.Join(values, " ")
}

func mean(picture image.Image, cell image.Rectangle) string {
	var red, green, blue, count float64
	for y := cell.Min.Y; y < cell.Max.Y; y++ {
		for x := cell.Min.X; x < cell.Max.X; x++ {
			sample := color.NRGBA64Model.Convert(picture.At(x, y)).(color.NRGBA64)
			alpha := float64(sample.A) / 65535
			red += over(sample.R, alpha)
			green += over(sample.G, alpha)
			blue += over(sample.B, alpha)
			count++
		}
	}
	return fmt.Sprintf("%.1f %.1f %.1f", red/count, green/count, blue/count)
}

func over(sample uint16, alpha float64) float64 {
	return float64(sample)/257*alpha + 255*(1-alpha)
}

// As grids.py has it.
func cells(side int) int {
	switch {
	case side < 32:
		return 1
	case side < 64:
		return side / 16
	default:
		return 4
	}
}
