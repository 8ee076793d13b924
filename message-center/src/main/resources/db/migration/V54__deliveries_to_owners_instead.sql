-- Deliveries that went to an owner because no chosen receiver could be reached (M4): few among very many, and listed newest first.
CREATE TABLE deliveries_instead (
    delivery_id BIGINT NOT NULL PRIMARY KEY
) ${table_options};
INSERT INTO deliveries_instead (delivery_id) SELECT id FROM deliveries WHERE fallback = TRUE;
