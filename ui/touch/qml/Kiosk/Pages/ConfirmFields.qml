import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// Is this you? Each field beside the piece of the card it was read from; the number is masked.
Page {
    id: root

    // Lying, the room is for the fields: 小智 has just said what to do.
    hint: Theme.portrait ? shown.hint : ""
    readonly property int columns: Theme.portrait || shown.fields.length < 4 ? 1 : 2

    function emsOf(text) {
        return Array.from(text).reduce((sum, c) => sum + (c > "\u02ff" ? 1 : 0.56), 0);
    }
    // Where each field stands: {x, y, w, h} in columns and rows. A long value (an address) gets more room.
    function plan(fields, columns) {
        const cells = [];
        let column = 0, row = 0;
        for (const field of fields) {
            const masked = field.value.indexOf("*") >= 0;
            const ems = emsOf(field.value);
            const wide = columns > 1 && ems > 9 ? columns : 1;
            let tall = 1;
            if (ems > 15 && !masked)
                tall = columns === 1 ? (Theme.large ? 2.3 : 1.8) : 1.05;
            else if (wide > 1)
                tall = 0.62;
            if (column + wide > columns) {
                column = 0;
                row += 1;
            }
            cells.push({x: column, y: row, w: wide, h: tall});
            column += wide;
            if (column >= columns) {
                column = 0;
                row += wide > 1 || columns === 1 ? tall : 1;
            }
        }
        return {cells: cells, rows: Math.max(1, row + (column > 0 ? 1 : 0))};
    }

    Panel {
        id: sheet

        readonly property real pad: Theme.px(Theme.portrait ? 14 : 6)
        readonly property var laid: root.plan(shown.fields, root.columns)
        readonly property real one: Math.min(Theme.px(150), (root.area.height - 2 * pad) / laid.rows)
        readonly property real wide: width / root.columns

        visible: shown.fields.length > 0
        width: parent.width
        height: one * laid.rows + 2 * pad

        Repeater {
            model: shown.fields

            FieldRow {
                required property var modelData
                required property int index
                readonly property var cell: sheet.laid.cells[index] || {x: 0, y: 0, w: 1, h: 1}

                entry: modelData
                stacked: root.columns > cell.w
                labelWidth: Theme.type(shown.language === "zh" ? 152 : 190)
                x: cell.x * sheet.wide
                y: sheet.pad + cell.y * sheet.one
                width: cell.w * sheet.wide
                height: cell.h * sheet.one

                Rectangle {
                    visible: parent.cell.y > 0
                    x: Theme.px(28)
                    width: parent.width - Theme.px(56)
                    height: Theme.px(2)
                    color: Theme.line
                }
            }
        }
    }
}
